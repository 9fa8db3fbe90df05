-- How far ClickHouse is behind, over all workspaces, for those who watch the installation: batches that it was not told of yet.
create function count_batches_waiting() returns bigint
  language sql stable security definer set search_path = public as $$
  select count(*) from event_batches where pending is not null
$$;
