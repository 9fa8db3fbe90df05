-- Journeys look at what happened as soon as it is projected; only a condition that ClickHouse answers waits until it was told.
create or replace function list_workspaces_with_journey_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from journey_offsets o
  where exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id)
    or exists (select from journeys j where j.workspace_id = o.workspace_id and j.status = 'running'
      and (j.next_at <= at or j.backfill = 'waiting' or exists (select from journey_runs r
        where r.workspace_id = j.workspace_id and r.journey_id = j.journey_id and r.status = 'active' and r.wake_at <= at
          and (r.leased_until is null or r.leased_until < clock_timestamp()))))
$$;

-- The primary key read backwards says the same, and every letter is written four times.
drop index messages_newest;
