-- What of a lot expired: a refund takes nothing else for that. And of which lot it is a part, where its owner became another member or joined
-- a household: an order's points are known again wherever they lie. It names the first of them all.
alter table loyalty_lots
  add column expired bigint not null default 0 check (expired >= 0),
  add column part_of uuid;
grant update (expired) on loyalty_lots to regulars_app;

-- Of what an order earned, what had expired when it was refunded: it counts as taken back.
alter table loyalty_orders add column lapsed bigint not null default 0 check (lapsed >= 0);

-- The rule for rows binds the owner, too.
alter table loyalty_lots no force row level security;
alter table loyalty_entries no force row level security;
alter table loyalty_transactions no force row level security;
update loyalty_lots l set expired = x.expired
  from (select e.workspace_id, e.lot_id, -sum(e.amount) as expired
    from loyalty_entries e join loyalty_transactions t using (workspace_id, transaction_id)
    where t.kind = 'expire' and e.lot_id is not null group by 1, 2) x
  where l.workspace_id = x.workspace_id and l.lot_id = x.lot_id;
-- What goes from one account to another stands line by line in one order: first what each lot gave, then what each new one got.
with recursive moved as (
  select e.workspace_id, e.transaction_id, e.lot_id, e.amount > 0 as came,
    row_number() over (partition by e.workspace_id, e.transaction_id, e.amount > 0 order by e.line) as n
  from loyalty_entries e join loyalty_transactions t using (workspace_id, transaction_id)
  where t.kind in ('merge', 'pool', 'separate') and e.lot_id is not null),
pairs as (
  select came.workspace_id, came.lot_id as part, gone.lot_id as whole
  from moved came join moved gone using (workspace_id, transaction_id, n) where came.came and not gone.came),
roots as (
  select workspace_id, part, whole from pairs
  union all
  select r.workspace_id, r.part, p.whole from roots r join pairs p on p.workspace_id = r.workspace_id and p.part = r.whole)
update loyalty_lots l set part_of = r.whole from roots r
  where l.workspace_id = r.workspace_id and l.lot_id = r.part
    and not exists (select from pairs p where p.workspace_id = r.workspace_id and p.part = r.whole);
alter table loyalty_lots force row level security;
alter table loyalty_entries force row level security;
alter table loyalty_transactions force row level security;
create index loyalty_lots_parts on loyalty_lots (workspace_id, part_of) where part_of is not null;
