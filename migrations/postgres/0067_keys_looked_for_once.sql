-- As before, but the week of the event itself is left to the unique key, which looks there in any case.
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
    cross join lateral (select week_of(e.at) as week) w
    -- Looked up one by one: an anti-join might read the whole log.
    where (select position from event_log l where l.workspace_id = workspace and l.message_key = e.key
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
