-- The body of an event is kept as it was told, not taken apart into jsonb: whoever reads it reads all of it. What followers pick events
-- by has a column of its own (decision 0021). The table is written anew once: some five seconds for each million events.
-- In floating point, which is exact for weeks as for milliseconds: numbers of any length cost twice as much.
create or replace function week_of(at timestamptz) returns int language sql immutable parallel safe
  return floor(date_part('epoch', at - timestamptz '1970-01-01 00:00:00+00') / 604800)::int;

alter table event_log add column event text;
alter table event_log
  alter column event type text using body ->> 'event',
  alter column body type json using body::json;

drop function append_events(uuid, timestamptz, uuid, jsonb);
-- Appends events in order (each list has one value of each) and tells how many were new; an event whose key is there already is left
-- alone. An event is known again by its key when it happened in about the same week, or both in this or the last one.
-- Plans are made for the table as it is, never for the empty one that it was when the connection was opened.
create function append_events(workspace uuid, received timestamptz, import uuid, keys text[], times text[], sources text[], names text[],
    bodies json[]) returns int
  language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  now_week constant int := week_of(received);
  accepted int;
  last_position bigint;
begin
  perform set_config('app.workspace_id', workspace::text, true);
  insert into event_writers (workspace_id) values (workspace) on conflict do nothing;
  insert into event_offsets (workspace_id) values (workspace) on conflict do nothing;
  perform from event_writers where workspace_id = workspace for update;
  with added as (
    insert into event_log (workspace_id, message_key, occurred_at, received_at, source, import_id, event, body)
    select workspace, w.key, w.at, received, e.source, import, nullif(e.name, ''), e.body
    from unnest(keys, times, sources, names, bodies) as e (key, at, source, name, body)
    cross join lateral (select e.key::uuid as key, e.at::timestamptz as at, week_of(e.at::timestamptz) as week) w
    -- Looked up one by one: an anti-join might read the whole log. The week of the event itself is left to the unique key.
    where (select position from event_log l where l.workspace_id = workspace and l.message_key = w.key
      and l.week = any(array_remove(array[now_week - 1, now_week, w.week - 1, w.week + 1], w.week)) limit 1) is null
    on conflict (workspace_id, week, message_key) do nothing
    returning position
  )
  select count(*), max(position) into accepted, last_position from added;
  if accepted > 0 then
    update event_writers set written = last_position where workspace_id = workspace;
  end if;
  return accepted;
end $$;
