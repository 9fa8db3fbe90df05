create table campaigns (
  workspace_id uuid not null references workspaces on delete cascade,
  campaign_id uuid not null,
  name text not null,
  status text not null default 'draft' check (status in ('draft', 'scheduled', 'sending', 'paused', 'done', 'cancelled')),
  -- stands from the moment it is scheduled
  definition jsonb not null,
  request_key text,
  -- the number of people that somebody typed when they agreed
  approved int,
  -- who gets what of it by chance; null: without a control group
  experiment_id uuid,
  -- why it stopped by itself
  problem text check (problem in ('segment_gone', 'segment_failed', 'template_gone', 'audience_grew')),
  -- when its audience is written down, and when it was
  starts_at timestamptz,
  started_at timestamptz,
  -- when there is something to do next
  next_at timestamptz,
  people int not null default 0,
  -- for how many of them it is decided what they get, and how many got a message
  reached int not null default 0,
  queued int not null default 0,
  -- since when, and from which count on, its pace is measured and held
  pace_from timestamptz,
  pace_reached int not null default 0,
  pace_queued int not null default 0,
  -- when the best of the tested variants is chosen, and which it was
  decides_at timestamptz,
  winner text,
  finished_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, campaign_id)
);
create unique index campaigns_request on campaigns (workspace_id, request_key) where request_key is not null;
call isolate('campaigns');
call readable_by_owner('campaigns');

-- The audience as it was at the start, and what became of each.
create table campaign_people (
  workspace_id uuid not null,
  campaign_id uuid not null,
  customer_id uuid not null,
  -- reserve: gets the variant that wins
  state text not null default 'waiting'
    check (state in ('waiting', 'reserve', 'queued', 'control', 'global_control', 'same_person', 'gone')),
  variant text,
  due_at timestamptz not null,
  message_id uuid,
  primary key (workspace_id, campaign_id, customer_id),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade
);
create index campaign_people_due on campaign_people (workspace_id, campaign_id, state, due_at, customer_id)
  where state in ('waiting', 'reserve');
create index campaign_people_customer on campaign_people (workspace_id, customer_id);
call isolate('campaign_people');

create function list_workspaces_with_campaign_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from campaigns where next_at <= at
$$;

-- Senders of whom nothing may go out for now, whatever is in the outbox.
create table message_holds (
  workspace_id uuid not null references workspaces on delete cascade,
  source_kind text not null,
  source_id text not null,
  held_at timestamptz not null,
  primary key (workspace_id, source_kind, source_id)
);
call isolate('message_holds');

create index messages_campaign on messages (workspace_id, source_id, state) where source_kind = 'campaign';
