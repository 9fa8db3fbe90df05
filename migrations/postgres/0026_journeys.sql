create table journeys (
  workspace_id uuid not null references workspaces on delete cascade,
  journey_id uuid not null,
  name text not null,
  description text not null default '',
  -- the play it was made from
  play text,
  status text not null default 'draft' check (status in ('draft', 'running', 'paused', 'archived')),
  -- what is being edited; what runs is in journey_versions
  definition jsonb not null,
  -- null: never switched on
  version int,
  -- who gets what of it by chance; null: without a control group
  experiment_id uuid,
  request_key text,
  -- those who belonged to the segment before it was switched on are taken in, in the order of their ids, up to here
  backfill text not null default 'none' check (backfill in ('none', 'waiting', 'done')),
  backfill_after uuid,
  -- when the shop's clock brings the next people in
  next_at timestamptz,
  -- events from before do not start anybody
  live_since timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, journey_id)
);
create unique index journeys_request on journeys (workspace_id, request_key) where request_key is not null;
call isolate('journeys');
call readable_by_owner('journeys');

-- People finish on the version on which they began.
create table journey_versions (
  workspace_id uuid not null,
  journey_id uuid not null,
  version int not null,
  definition jsonb not null,
  published_at timestamptz not null,
  primary key (workspace_id, journey_id, version),
  foreign key (workspace_id, journey_id) references journeys on delete cascade
);
call isolate('journey_versions');

-- One person's way through a journey. A person who waits is a row with a time in an index, and nothing else.
create table journey_runs (
  workspace_id uuid not null,
  run_id uuid not null,
  journey_id uuid not null,
  version int not null,
  -- who they were at the time; joins are followed when it is read
  customer_id uuid not null,
  -- one run per cart, order…; '' where a journey has no key
  run_key text not null default '',
  -- what began it: the same again begins nothing
  entry_key text not null,
  -- what the event that began it told, for messages
  data jsonb not null default '{}',
  status text not null check (status in ('active', 'finished', 'left', 'failed', 'control')),
  reason text,
  node_id text,
  -- by the product's clock; null: only an event goes on
  wake_at timestamptz,
  -- whether it waits at its node, and whether what it waits for has happened
  waits boolean not null default false,
  happened boolean not null default false,
  -- when what it waited for last was over: events from then on count for the next wait, also those that came before it was reached
  since timestamptz not null,
  early jsonb not null default '{}',
  steps int not null default 0,
  tries int not null default 0,
  -- who works on it, until when by PostgreSQL's clock; a number of an earlier turn is refused
  fence int not null default 0,
  leased_until timestamptz,
  entered_at timestamptz not null,
  goal_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, run_id),
  foreign key (workspace_id, journey_id) references journeys on delete cascade
);
create unique index journey_runs_entry on journey_runs (workspace_id, journey_id, customer_id, entry_key);
create unique index journey_runs_one on journey_runs (workspace_id, journey_id, customer_id, run_key) where status = 'active';
create index journey_runs_due on journey_runs (workspace_id, journey_id, wake_at) where status = 'active' and wake_at is not null;
create index journey_runs_customer on journey_runs (workspace_id, customer_id);
call isolate('journey_runs');
call readable_by_owner('journey_runs');

-- What was done, step by step.
create table journey_steps (
  workspace_id uuid not null,
  run_id uuid not null,
  step int not null,
  journey_id uuid not null,
  node_id text not null,
  outcome text not null,
  detail jsonb,
  at timestamptz not null,
  primary key (workspace_id, run_id, step),
  foreign key (workspace_id, run_id) references journey_runs on delete cascade
);
create index journey_steps_node on journey_steps (workspace_id, journey_id, node_id, outcome);
call isolate('journey_steps');

-- The newest delivered batch of events that was looked at. Its row lock lets one worker at a time follow a workspace.
create table journey_offsets (
  workspace_id uuid primary key references workspaces on delete cascade,
  batch_id bigint not null
);
call isolate('journey_offsets');
call readable_by_owner('journey_offsets');

create function list_workspaces_with_journey_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from journey_offsets o
  where exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id and b.pending is null)
    or exists (select from journeys j where j.workspace_id = o.workspace_id and j.status = 'running'
      and (j.next_at <= at or j.backfill = 'waiting' or exists (select from journey_runs r
        where r.workspace_id = j.workspace_id and r.journey_id = j.journey_id and r.status = 'active' and r.wake_at <= at
          and (r.leased_until is null or r.leased_until < clock_timestamp()))))
$$;
