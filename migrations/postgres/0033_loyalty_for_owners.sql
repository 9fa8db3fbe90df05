-- The newest delivered batch of events that programmes have looked at, so that orders earn by themselves. Its row lock lets one
-- worker at a time follow a workspace.
create table loyalty_offsets (
  workspace_id uuid primary key references workspaces on delete cascade,
  batch_id bigint not null
);
call isolate('loyalty_offsets');
call readable_by_owner('loyalty_offsets');

-- The chain's end, keyed with the installation's secret: whoever has only the database cannot write the whole chain anew.
alter table loyalty_seal_heads add column mac bytea;

-- Up to which expiry a member was told that points are about to go.
alter table loyalty_accounts add column reminded_until timestamptz;

-- Rules tried over the shop's own past before they are switched on.
create table loyalty_replays (
  workspace_id uuid not null,
  replay_id uuid not null,
  programme_id uuid not null,
  rules jsonb not null,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  result jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, replay_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_replays');

create index loyalty_transactions_recorded on loyalty_transactions (workspace_id, programme_id, recorded_at);
create index loyalty_lots_ends on loyalty_lots (workspace_id, expires_at) where remaining > 0 and expires_at is not null;
create index loyalty_members_joined on loyalty_members (workspace_id, programme_id, joined_at) where merged_into is null;
create index loyalty_vouchers_issued on loyalty_vouchers (workspace_id, programme_id, issued_at);

create or replace function list_workspaces_with_loyalty_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from loyalty_unsealed
  union select workspace_id from loyalty_accounts where next_due_at <= at
  union select workspace_id from loyalty_redemptions where status = 'reserved' and expires_at <= at
  union select o.workspace_id from loyalty_offsets o
    where exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id and b.pending is null)
$$;
