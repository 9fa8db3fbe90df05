-- A segment that could not be counted is due again after some time, like one that time changes.
create or replace function list_workspaces_with_segment_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from segment_offsets o
  left join lateral (select w.segment_id from segment_wakes w where w.workspace_id = o.workspace_id and w.wake_at <= at
    order by w.wake_at limit 1) due on true
  where due.segment_id is not null
    or exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id and b.pending is null)
    or exists (select from segments s where s.workspace_id = o.workspace_id
      and (s.status = 'counting' or s.flips_at <= at or s.status = 'failed' and s.flips_at is null))
$$;
