-- The tables that the projector fills have no foreign keys: it alone writes them, in one transaction a batch, and a check per row
-- would plan itself for the empty table it first met and read a whole workspace for each new customer (measured: 7 s for 2,700).

-- The event log: what was acknowledged, in the order it was committed. Writers of one workspace take turns
-- (advisory lock), so a higher position never becomes visible before a lower one.
create table event_log (
  workspace_id uuid not null,
  position bigint generated always as identity,
  message_key uuid not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  source text not null,
  import_id uuid,
  body jsonb not null,
  primary key (workspace_id, position),
  unique (workspace_id, message_key)
);
create index event_log_import on event_log (workspace_id, import_id) where import_id is not null;
call isolate('event_log');

-- The highest position written; its row lock makes the writers of one workspace take turns.
create table event_writers (
  workspace_id uuid primary key references workspaces on delete cascade,
  written bigint not null default 0
);
call isolate('event_writers');
call readable_by_owner('event_writers');

-- The highest position projected, moved in the same transaction as everything the batch changed. Its row lock makes one
-- worker at a time project a workspace.
create table event_offsets (
  workspace_id uuid primary key references workspaces on delete cascade,
  projected bigint not null default 0
);
call isolate('event_offsets');
call readable_by_owner('event_offsets');

create function list_workspaces_behind() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select w.workspace_id from event_writers w join event_offsets o using (workspace_id) where o.projected < w.written
$$;

-- Positions are handed out to all workspaces together, so this is at least the number of events that wait.
create function count_positions_behind() returns bigint
  language sql stable security definer set search_path = public as $$
  select coalesce(sum(w.written - o.projected), 0)::bigint from event_writers w join event_offsets o using (workspace_id)
$$;

-- Appends [{key, at, body, source}] in order and tells how many were new; an event whose key is there already is left alone.
create function append_events(workspace uuid, received timestamptz, import uuid, events jsonb) returns int
  language plpgsql as $$
declare
  accepted int;
  last_position bigint;
begin
  perform set_config('app.workspace_id', workspace::text, true);
  insert into event_writers (workspace_id) values (workspace) on conflict do nothing;
  insert into event_offsets (workspace_id) values (workspace) on conflict do nothing;
  perform from event_writers where workspace_id = workspace for update;
  with added as (
    insert into event_log (workspace_id, message_key, occurred_at, received_at, source, import_id, body)
    select workspace, e.key, e.at, received, e.source, import, e.body
    from jsonb_to_recordset(events) as e (key uuid, at timestamptz, source text, body jsonb)
    on conflict (workspace_id, message_key) do nothing
    returning position
  )
  select count(*), max(position) into accepted, last_position from added;
  if accepted > 0 then
    update event_writers set written = last_position where workspace_id = workspace;
  end if;
  return accepted;
end $$;

-- One row per projected batch: who each event belongs to, and what ClickHouse has still to be told (null = told).
create table event_batches (
  workspace_id uuid not null,
  batch_id bigint generated always as identity,
  from_position bigint not null,
  to_position bigint not null,
  positions bigint[] not null,
  customer_ids uuid[] not null,
  projected_at timestamptz not null,
  pending jsonb,
  primary key (workspace_id, batch_id)
);
create index event_batches_pending on event_batches (workspace_id, batch_id) where pending is not null;
call isolate('event_batches');
call readable_by_owner('event_batches');

create function list_workspaces_with_pending_batches() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from event_batches where pending is not null
$$;

create table dead_letters (
  workspace_id uuid not null references workspaces on delete cascade,
  dead_letter_id uuid not null,
  received_at timestamptz not null,
  source text not null,
  reason text not null,
  detail text not null,
  body text not null,
  status text not null default 'open' check (status in ('open', 'replayed', 'discarded')),
  resolved_at timestamptz,
  primary key (workspace_id, dead_letter_id)
);
create index dead_letters_open on dead_letters (workspace_id, dead_letter_id desc) where status = 'open';
call isolate('dead_letters');

create table customers (
  workspace_id uuid not null,
  customer_id uuid not null,
  -- small per-workspace number, so that ClickHouse can keep sets of people as bitmaps
  number int not null,
  name text,
  email text,
  phone text,
  external_id text,
  traits jsonb not null default '{}',
  -- event time (Unix ms) of each trait's value: the newest event wins, not the last to arrive
  trait_times jsonb not null default '{}',
  tags text[] not null default '{}',
  search_text text not null default '',
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  is_anonymous boolean not null default false,
  created_by_import uuid,
  merged_into uuid,
  primary key (workspace_id, customer_id),
  unique (workspace_id, number)
) with (fillfactor = 85);
create index customers_search on customers using gin (search_text gin_trgm_ops);
create index customers_tags on customers using gin (tags) where tags <> '{}';
create index customers_name on customers (workspace_id, name collate "und-x-icu", customer_id) where merged_into is null;
create index customers_merged on customers (workspace_id, merged_into) where merged_into is not null;
call isolate('customers');

create table customer_identities (
  workspace_id uuid not null,
  kind text not null check (kind in ('external_id', 'email', 'phone', 'card', 'anonymous_id')),
  value text not null,
  customer_id uuid not null,
  primary key (workspace_id, kind, value)
);
create index customer_identities_customer on customer_identities (workspace_id, customer_id);
call isolate('customer_identities');

-- What a shop measures of a customer; apart from the profile, because each column is an index that a purchase moves.
create table customer_measures (
  workspace_id uuid not null,
  customer_id uuid not null,
  orders int not null default 0,
  visits int not null default 0,
  -- orders in the currency of the workspace, of which money is counted
  home_orders int not null default 0,
  revenue_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  cost_minor bigint,
  average_minor bigint not null default 0,
  first_order_at timestamptz,
  last_order_at timestamptz,
  first_visit_on date,
  last_visit_on date,
  -- the latest 24 distinct days with a purchase, ascending: the rhythm is read from them
  recent_visits date[] not null default '{}',
  -- median days between recent visits; null below four visits
  usual_gap_days real,
  -- the first day on which this customer counts as late against the own rhythm
  late_from date,
  yearly_minor bigint not null default 0,
  -- when the customer last came back after being silent longer than late_from
  came_back_on date,
  primary key (workspace_id, customer_id)
) with (fillfactor = 80);
create index customer_measures_orders on customer_measures (workspace_id, orders, customer_id);
create index customer_measures_visits on customer_measures (workspace_id, visits, customer_id);
create index customer_measures_revenue on customer_measures (workspace_id, revenue_minor, customer_id);
create index customer_measures_average on customer_measures (workspace_id, average_minor, customer_id);
create index customer_measures_first_order on customer_measures (workspace_id, first_order_at, customer_id);
create index customer_measures_last_order on customer_measures (workspace_id, last_order_at, customer_id);
create index customer_measures_gap on customer_measures (workspace_id, usual_gap_days, customer_id);
create index customer_measures_late on customer_measures (workspace_id, late_from, customer_id) where late_from is not null;
create index customer_measures_yearly on customer_measures (workspace_id, yearly_minor, customer_id);
create index customer_measures_came_back on customer_measures (workspace_id, came_back_on, customer_id) where came_back_on is not null;
call isolate('customer_measures');

create table orders (
  workspace_id uuid not null,
  order_id text not null,
  customer_id uuid not null,
  -- event time of the state below; an older event never overwrites a newer one
  state_at timestamptz not null,
  ordered_at timestamptz not null,
  ordered_on date not null,
  currency text not null,
  revenue_minor bigint not null,
  cost_minor bigint,
  items int not null default 0,
  source text not null,
  import_id uuid,
  cancelled boolean not null default false,
  primary key (workspace_id, order_id)
);
-- A refund is known by the event that told of it; it may come before its order.
create table refunds (
  workspace_id uuid not null,
  refund_id uuid not null,
  order_id text not null,
  customer_id uuid not null,
  refunded_at timestamptz not null,
  refunded_on date not null,
  currency text not null,
  amount_minor bigint not null,
  source text not null,
  import_id uuid,
  primary key (workspace_id, refund_id)
);
create index refunds_customer on refunds (workspace_id, customer_id);
create index refunds_import on refunds (workspace_id, import_id) where import_id is not null;
call isolate('refunds');

create index orders_customer_day on orders (workspace_id, customer_id, ordered_on);
create index orders_import on orders (workspace_id, import_id) where import_id is not null;
call isolate('orders');
create index customers_traits on customers using gin (traits jsonb_path_ops);
