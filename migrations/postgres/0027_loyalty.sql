-- A loyalty programme: rules in versions, members, and a ledger of points, stamps and rewards that only ever grows.
create table loyalty_programmes (
  workspace_id uuid not null references workspaces on delete cascade,
  programme_id uuid not null,
  name text not null,
  status text not null default 'active' check (status in ('active', 'archived')),
  version int not null default 1,
  created_at timestamptz not null,
  primary key (workspace_id, programme_id)
);
call isolate('loyalty_programmes');

create table loyalty_programme_versions (
  workspace_id uuid not null,
  programme_id uuid not null,
  version int not null,
  rules jsonb not null,
  actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
  actor_id uuid,
  created_at timestamptz not null,
  primary key (workspace_id, programme_id, version),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_programme_versions');

-- What a member holds of one currency, or a household together. `balance` and `deficit` repeat what the entries say:
-- the row's lock makes tills take turns, and the ledger check compares.
create table loyalty_accounts (
  workspace_id uuid not null,
  account_id uuid not null,
  programme_id uuid not null,
  currency text not null check (currency in ('points', 'stamps', 'rewards')),
  pool text,
  balance bigint not null default 0,
  -- points taken back that were spent already; the next credit pays it
  deficit bigint not null default 0 check (deficit >= 0),
  expired bigint not null default 0,
  last_active_at timestamptz,
  -- the next moment at which time alone changes something
  next_due_at timestamptz,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade,
  unique (workspace_id, programme_id, pool)
);
create index loyalty_accounts_due on loyalty_accounts (workspace_id, next_due_at) where next_due_at is not null;
call isolate('loyalty_accounts');
call readable_by_owner('loyalty_accounts');

create table loyalty_members (
  workspace_id uuid not null,
  member_id uuid not null,
  programme_id uuid not null,
  customer_id uuid,
  reference text,
  account_id uuid not null,
  stamps_account_id uuid not null,
  rewards_account_id uuid not null,
  joined_at timestamptz not null,
  birthday date,
  birthday_set_at timestamptz,
  birthday_paid int,
  tier text,
  tier_since timestamptz,
  tier_until timestamptz,
  cycle_start timestamptz not null,
  lifetime bigint not null default 0,
  carried jsonb not null default '{}',
  merged_into uuid,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade,
  foreign key (workspace_id, account_id) references loyalty_accounts,
  unique (workspace_id, programme_id, reference),
  unique (workspace_id, programme_id, customer_id)
);
create index loyalty_members_account on loyalty_members (workspace_id, account_id);
create index loyalty_members_customer on loyalty_members (workspace_id, customer_id) where customer_id is not null;
call isolate('loyalty_members');

create table loyalty_transactions (
  workspace_id uuid not null,
  transaction_id uuid not null,
  programme_id uuid not null,
  kind text not null,
  member_id uuid,
  order_ref text,
  -- when it counts; recorded_at is when it was written
  at timestamptz not null,
  recorded_at timestamptz not null,
  version int not null,
  actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
  actor_id uuid,
  detail jsonb not null default '{}',
  primary key (workspace_id, transaction_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create index loyalty_transactions_member on loyalty_transactions (workspace_id, member_id, transaction_id desc);
call isolate('loyalty_transactions');

create table loyalty_entries (
  workspace_id uuid not null,
  transaction_id uuid not null,
  line int not null,
  account_id uuid not null,
  currency text not null,
  -- null on a member's account: the deficit
  lot_id uuid,
  amount bigint not null check (amount <> 0),
  primary key (workspace_id, transaction_id, line),
  foreign key (workspace_id, transaction_id) references loyalty_transactions on delete cascade
);
create index loyalty_entries_account on loyalty_entries (workspace_id, account_id);
create index loyalty_entries_lot on loyalty_entries (workspace_id, lot_id) where lot_id is not null;
call isolate('loyalty_entries');

-- What was granted at once, with its dates. `remaining` repeats the entries.
create table loyalty_lots (
  workspace_id uuid not null,
  lot_id uuid not null,
  account_id uuid not null,
  member_id uuid not null,
  transaction_id uuid not null,
  kind text not null,
  granted bigint not null check (granted > 0),
  remaining bigint not null check (remaining between 0 and granted),
  earned_at timestamptz not null,
  active_at timestamptz not null,
  expires_at timestamptz,
  activated boolean not null,
  primary key (workspace_id, lot_id),
  foreign key (workspace_id, account_id) references loyalty_accounts on delete cascade
);
create index loyalty_lots_open on loyalty_lots (workspace_id, account_id) include (remaining, active_at, expires_at, activated) where remaining > 0;
create index loyalty_lots_transaction on loyalty_lots (workspace_id, transaction_id);
call isolate('loyalty_lots');

-- Points that count for a tier, from the moment they are active; taking points back writes a negative one for the same moment.
create table loyalty_qualifying (
  workspace_id uuid not null,
  transaction_id uuid not null,
  line int not null,
  member_id uuid not null,
  at timestamptz not null,
  points bigint not null,
  primary key (workspace_id, transaction_id, line),
  foreign key (workspace_id, transaction_id) references loyalty_transactions on delete cascade
);
create index loyalty_qualifying_member on loyalty_qualifying (workspace_id, member_id, at);
call isolate('loyalty_qualifying');

-- What an order earned and by which rules, so that a refund takes back what was given then.
create table loyalty_orders (
  workspace_id uuid not null,
  programme_id uuid not null,
  order_ref text not null,
  member_id uuid not null,
  transaction_id uuid not null,
  lot_id uuid,
  version int not null,
  basis_minor bigint not null,
  granted bigint not null,
  clawed_back bigint not null default 0,
  refunded_minor bigint not null default 0,
  evaluation jsonb not null,
  occurred_at timestamptz not null,
  primary key (workspace_id, programme_id, order_ref),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade,
  check (clawed_back between 0 and granted)
);
create index loyalty_orders_member on loyalty_orders (workspace_id, member_id, occurred_at);
call isolate('loyalty_orders');

create table loyalty_redemptions (
  workspace_id uuid not null,
  redemption_id uuid not null,
  programme_id uuid not null,
  order_ref text,
  member_id uuid not null,
  points bigint not null check (points > 0),
  discount_minor bigint,
  status text not null check (status in ('reserved', 'confirmed', 'cancelled', 'returned')),
  expires_at timestamptz,
  transaction_id uuid not null,
  primary key (workspace_id, redemption_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create unique index loyalty_redemptions_order on loyalty_redemptions (workspace_id, programme_id, order_ref)
  where order_ref is not null and status in ('reserved', 'confirmed');
create index loyalty_redemptions_due on loyalty_redemptions (workspace_id, expires_at) where status = 'reserved';
call isolate('loyalty_redemptions');
call readable_by_owner('loyalty_redemptions');

-- What a caller may send again gets its first answer again.
create table loyalty_requests (
  workspace_id uuid not null,
  programme_id uuid not null,
  request_key text not null,
  body_hash bytea not null,
  answer jsonb,
  at timestamptz not null,
  primary key (workspace_id, programme_id, request_key),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_requests');

-- Rewards given out of a stock, points won out of a budget. Its row lock comes before those of accounts.
create table loyalty_counters (
  workspace_id uuid not null,
  programme_id uuid not null,
  name text not null,
  used bigint not null default 0 check (used >= 0),
  primary key (workspace_id, programme_id, name),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_counters');

create table loyalty_vouchers (
  workspace_id uuid not null,
  voucher_id uuid not null,
  programme_id uuid not null,
  code text not null,
  reward_id text not null,
  member_id uuid not null,
  transaction_id uuid not null,
  min_order_minor bigint,
  issued_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz,
  primary key (workspace_id, voucher_id),
  unique (workspace_id, programme_id, code),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create index loyalty_vouchers_member on loyalty_vouchers (workspace_id, member_id);
call isolate('loyalty_vouchers');

create table loyalty_referrals (
  workspace_id uuid not null,
  programme_id uuid not null,
  referee_id uuid not null,
  referrer_id uuid not null,
  at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz,
  primary key (workspace_id, programme_id, referee_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_referrals');

-- Written with each transaction, taken off by the worker that chains it and tells the timeline: tills do not wait for each other's hash.
create table loyalty_unsealed (
  workspace_id uuid not null,
  transaction_id uuid not null,
  primary key (workspace_id, transaction_id),
  foreign key (workspace_id, transaction_id) references loyalty_transactions on delete cascade
);
call isolate('loyalty_unsealed');
call readable_by_owner('loyalty_unsealed');

create table loyalty_seals (
  workspace_id uuid not null references workspaces on delete cascade,
  sequence bigint not null,
  transaction_id uuid not null,
  hash bytea not null,
  primary key (workspace_id, sequence),
  unique (workspace_id, transaction_id)
);
call isolate('loyalty_seals');

create table loyalty_seal_heads (
  workspace_id uuid primary key references workspaces on delete cascade,
  sequence bigint not null default 0,
  hash bytea not null default ''
);
call isolate('loyalty_seal_heads');

-- Append-only: by what the application may do, and for everybody else by a trigger. Only a workspace whose time has come goes whole.
revoke update, delete on loyalty_transactions, loyalty_entries, loyalty_seals, loyalty_qualifying, loyalty_programme_versions from regulars_app;
revoke update, delete on loyalty_lots from regulars_app;
grant update (remaining, activated) on loyalty_lots to regulars_app;

create function refuse_ledger_change() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'DELETE' and (
    exists (select from workspace_deletions d where d.workspace_id = old.workspace_id and d.delete_after <= now())
    or not exists (select from workspaces w where w.workspace_id = old.workspace_id)) then return old; end if;
  raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on loyalty_transactions for each row execute function refuse_ledger_change();
create trigger append_only before update or delete on loyalty_entries for each row execute function refuse_ledger_change();
create trigger append_only before update or delete on loyalty_seals for each row execute function refuse_ledger_change();
create trigger append_only before update or delete on loyalty_qualifying for each row execute function refuse_ledger_change();

-- Every transaction is written by one statement, so it must come to zero there.
create function check_ledger_sum() returns trigger language plpgsql as $$
begin
  if exists (select from added group by workspace_id, transaction_id, currency having sum(amount) <> 0) then
    raise exception 'a ledger transaction must come to zero' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger comes_to_zero after insert on loyalty_entries referencing new table as added
  for each statement execute function check_ledger_sum();

create function list_workspaces_with_loyalty_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from loyalty_unsealed
  union select workspace_id from loyalty_accounts where next_due_at <= at
  union select workspace_id from loyalty_redemptions where status = 'reserved' and expires_at <= at
$$;
