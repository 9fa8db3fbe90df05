create table segments (
  workspace_id uuid not null references workspaces on delete cascade,
  segment_id uuid not null,
  name text not null,
  description text not null default '',
  -- null = a list kept by hand
  definition jsonb,
  version int not null default 1,
  -- counting = membership does not follow the definition yet
  status text not null default 'counting' check (status in ('ready', 'counting', 'failed')),
  -- why it is counted: people are told to have entered or left only when something happened to them, not to the definition
  told boolean not null default false,
  error text,
  members int not null default 0,
  computed_at timestamptz,
  -- when time alone may change it for everybody
  flips_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, segment_id)
);
create unique index segments_name on segments (workspace_id, lower(name));
call isolate('segments');
call readable_by_owner('segments');

create table segment_members (
  workspace_id uuid not null,
  segment_id uuid not null,
  customer_id uuid not null,
  number int not null,
  entered_at timestamptz not null,
  primary key (workspace_id, segment_id, customer_id),
  foreign key (workspace_id, segment_id) references segments on delete cascade
);
create index segment_members_customer on segment_members (workspace_id, customer_id);
call isolate('segment_members');

-- When time alone may change a person's membership; only what comes within a day or two, because everything is counted daily.
create table segment_wakes (
  workspace_id uuid not null,
  segment_id uuid not null,
  customer_id uuid not null,
  wake_at timestamptz not null,
  primary key (workspace_id, segment_id, customer_id),
  foreign key (workspace_id, segment_id) references segments on delete cascade
);
create index segment_wakes_due on segment_wakes (workspace_id, wake_at);
call isolate('segment_wakes');
call readable_by_owner('segment_wakes');

-- Whom somebody put on or off by hand.
create table segment_lists (
  workspace_id uuid not null,
  segment_id uuid not null,
  customer_id uuid not null,
  listed text not null check (listed in ('in', 'out')),
  listed_at timestamptz not null,
  primary key (workspace_id, segment_id, customer_id),
  foreign key (workspace_id, segment_id) references segments on delete cascade
);
create index segment_lists_customer on segment_lists (workspace_id, customer_id);
call isolate('segment_lists');

create table segment_days (
  workspace_id uuid not null,
  segment_id uuid not null,
  day date not null,
  members int not null default 0,
  entered int not null default 0,
  exited int not null default 0,
  primary key (workspace_id, segment_id, day),
  foreign key (workspace_id, segment_id) references segments on delete cascade
);
call isolate('segment_days');

-- The newest projected batch whose people were looked at. Its row lock lets one worker at a time move memberships.
create table segment_offsets (
  workspace_id uuid primary key references workspaces on delete cascade,
  batch_id bigint not null
);
call isolate('segment_offsets');
call readable_by_owner('segment_offsets');

create function list_workspaces_with_segment_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from segment_offsets o
  where exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id and b.pending is null)
    or exists (select from segment_wakes w where w.workspace_id = o.workspace_id and w.wake_at <= at)
    or exists (select from segments s where s.workspace_id = o.workspace_id and (s.status = 'counting' or s.flips_at <= at and s.status = 'ready'))
$$;
