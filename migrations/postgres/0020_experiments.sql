-- A question put to chance: who may take part, what they get, by what it is judged. From its start on arms and goal stand.
create table experiments (
  workspace_id uuid not null references workspaces on delete cascade,
  experiment_id uuid not null,
  name text not null,
  hypothesis text not null default '',
  -- {kind: 'customers', query} or {kind: 'open'}
  audience jsonb not null,
  -- [{key, name, share, isControl, costMinor}], in the order of their numbers in experiment_members
  arms jsonb not null,
  goal jsonb not null,
  guardrails jsonb not null default '[]',
  -- what was wanted and computed: {minimumEffect, power, alpha, baseline, people, days}
  plan jsonb not null,
  test text not null check (test in ('fixed', 'sequential')),
  -- days before entering that are taken off by CUPED; 0 = not at all
  history_days int not null default 0 check (history_days between 0 and 365),
  salt text not null,
  status text not null default 'draft' check (status in ('draft', 'running', 'stopped', 'archived')),
  request_key text,
  -- those who match the audience are written down once, in the order of their ids, up to here
  intake text not null default 'none' check (intake in ('none', 'waiting', 'done')),
  intake_after uuid,
  intake_seen int not null default 0,
  -- bought time after a look at the result: a fixed test is none any more
  extended boolean not null default false,
  started_at timestamptz,
  ends_at timestamptz,
  stopped_at timestamptz,
  winner text,
  decision_note text,
  decided_at timestamptz,
  actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
  actor_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, experiment_id)
);
create unique index experiments_request on experiments (workspace_id, request_key) where request_key is not null;
create index experiments_newest on experiments (workspace_id, created_at desc, experiment_id desc);
call isolate('experiments');

-- Who entered and when: the truth, once for ever. No reference to customers, as in 0002; rows keep the id they were written with.
create table experiment_members (
  workspace_id uuid not null,
  experiment_id uuid not null,
  customer_id uuid not null,
  -- place of the arm in experiments.arms
  arm smallint not null,
  entered_at timestamptz not null,
  -- whether ClickHouse knows
  told boolean not null default false,
  primary key (workspace_id, experiment_id, customer_id),
  foreign key (workspace_id, experiment_id) references experiments on delete cascade
);
create index experiment_members_untold on experiment_members (workspace_id, experiment_id) where not told;
create index experiment_members_customer on experiment_members (workspace_id, customer_id);
call isolate('experiment_members');

-- People who get nothing of any experiment or play, chosen by a hash of salt and customer.
create table global_controls (
  workspace_id uuid primary key references workspaces on delete cascade,
  share_percent numeric(4, 1) not null check (share_percent between 0 and 20),
  salt text not null,
  -- since when the group is as it is: what is counted begins here
  since timestamptz not null,
  updated_at timestamptz not null
);
call isolate('global_controls');
