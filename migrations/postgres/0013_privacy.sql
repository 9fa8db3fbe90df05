-- An erased customer keeps a row with a number and nothing else, so that past figures stay what they were.
alter table customers add column erased_at timestamptz;

create table erasures (
  workspace_id uuid not null references workspaces on delete cascade,
  erasure_id uuid not null,
  requested_at timestamptz not null,
  requested_by uuid,
  -- the empty places that are left, and their numbers in ClickHouse
  customer_ids uuid[] not null,
  customer_numbers int[] not null,
  -- whose files held rows about them
  import_ids uuid[] not null default '{}',
  status text not null default 'cleaning' check (status in ('cleaning', 'done')),
  -- how many rows of which kind are gone
  removed jsonb not null default '{}',
  finished_at timestamptz,
  primary key (workspace_id, erasure_id)
);
call isolate('erasures');
call readable_by_owner('erasures');

create function list_unfinished_erasures() returns table (workspace_id uuid, erasure_id uuid)
  language sql stable security definer set search_path = public as $$
  select e.workspace_id, e.erasure_id from erasures e where e.status = 'cleaning'
$$;

-- What identified the erased, as keyed hashes that say nothing without the installation's secret: what is older than the
-- erasure and comes again (a late event, the same file, a restored backup) is not taken in.
create table erased_identities (
  workspace_id uuid not null,
  identity_hash bytea not null,
  erasure_id uuid not null,
  customer_id uuid not null,
  erased_before timestamptz not null,
  primary key (workspace_id, identity_hash),
  foreign key (workspace_id, erasure_id) references erasures on delete cascade
);
call isolate('erased_identities');

-- How long which kind of data is kept, where it differs from the usual; null days = for ever.
create table retention_periods (
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null,
  days int check (days between 1 and 36500),
  primary key (workspace_id, kind)
);
call isolate('retention_periods');
