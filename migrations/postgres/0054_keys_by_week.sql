-- Keys of messages are random: in one index over everything, each new event reads, changes and logs a page of its own, and costs
-- ever more as a shop grows (decision 0018). So they lie by the week in which the event happened.
create function week_of(at timestamptz) returns int language sql immutable parallel safe
  return floor(extract(epoch from at - timestamptz '1970-01-01 00:00:00+00') / 604800)::int;
alter table event_log add column week int not null generated always as (week_of(occurred_at)) stored;
alter table event_log drop constraint event_log_workspace_id_message_key_key,
  add unique (workspace_id, week, message_key);

-- As before; an event is known again by its key when it happened in about the same week, or both in this or the last one.
-- Plans are made for the table as it is, never for the empty one that it was when the connection was opened.
create or replace function append_events(workspace uuid, received timestamptz, import uuid, events jsonb) returns int
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
    insert into event_log (workspace_id, message_key, occurred_at, received_at, source, import_id, body)
    select workspace, e.key, e.at, received, e.source, import, e.body
    from jsonb_to_recordset(events) as e (key uuid, at timestamptz, source text, body jsonb)
    -- Looked up one by one: an anti-join might read the whole log.
    where (select position from event_log l where l.workspace_id = workspace and l.message_key = e.key
      and l.week = any(array[now_week - 1, now_week, week_of(e.at) - 1, week_of(e.at), week_of(e.at) + 1]) limit 1) is null
    on conflict (workspace_id, week, message_key) do nothing
    returning position
  )
  select count(*), max(position) into accepted, last_position from added;
  if accepted > 0 then
    update event_writers set written = last_position where workspace_id = workspace;
  end if;
  return accepted;
end $$;
