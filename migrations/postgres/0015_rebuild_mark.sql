-- Set while a workspace's part of ClickHouse is made anew; what still has it without being at it broke off and begins again.
alter table event_offsets add column rebuilding_since timestamptz;

create function list_workspaces_to_rebuild() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from event_offsets where rebuilding_since is not null
$$;
