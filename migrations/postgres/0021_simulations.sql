-- A business that was made up, with what it takes to make the same again. Not finished: it was cut off, and nothing of it is there but
-- the empty workspace, which the next one sweeps away.
create table simulations (
  workspace_id uuid primary key references workspaces on delete cascade,
  plan jsonb not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
call isolate('simulations');
call readable_by_owner('simulations');

create function list_broken_simulations() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from simulations where finished_at is null
$$;
