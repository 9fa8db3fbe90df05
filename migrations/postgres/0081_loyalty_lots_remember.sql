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

-- As before, with what expired and what lots are parts of.
create or replace function keep_loyalty(ws uuid, kept jsonb) returns void
  language plpgsql set enable_seqscan = off as $$
declare
  programme uuid = kept ->> 'programmeId';
  current_version int = kept ->> 'version';
  recorded timestamptz = kept ->> 'now';
  r record;
begin
  if kept ? 'transactions' then
    insert into loyalty_transactions
        (workspace_id, transaction_id, programme_id, kind, member_id, order_ref, at, recorded_at, version, actor_kind, actor_id, detail)
      select ws, x.id, programme, x.kind, x."memberId", x."order", x.at, recorded, current_version, x."actorKind", x."actorId", x.detail
      from jsonb_to_recordset(kept -> 'transactions') as x(id uuid, kind text, "memberId" uuid, "order" text, at timestamptz,
        "actorKind" text, "actorId" uuid, detail jsonb);
    insert into loyalty_unsealed select ws, x.id from jsonb_to_recordset(kept -> 'transactions') as x(id uuid);
  end if;
  if kept ? 'lots' then
    insert into loyalty_lots
        (workspace_id, lot_id, account_id, member_id, transaction_id, kind, granted, remaining, earned_at, active_at, expires_at, activated,
          part_of)
      select ws, x."lotId", x."accountId", x."memberId", x."transactionId", x.kind, x.granted, x.granted, x."earnedAt", x."activeAt",
        x."expiresAt", x.activated, case when x."partOf" is not null then coalesce((select o.part_of from loyalty_lots o
          where o.workspace_id = ws and o.lot_id = x."partOf"), x."partOf") end
      from jsonb_to_recordset(kept -> 'lots') as x("lotId" uuid, "accountId" uuid, "memberId" uuid, "transactionId" uuid, kind text,
        granted bigint, "earnedAt" timestamptz, "activeAt" timestamptz, "expiresAt" timestamptz, activated boolean, "partOf" uuid);
  end if;
  if kept ? 'lines' then
    insert into loyalty_entries (workspace_id, transaction_id, line, account_id, currency, lot_id, amount)
      select ws, x."transactionId", x.line, x."accountId", x.currency, x."lotId", x.amount
      from jsonb_to_recordset(kept -> 'lines')
        as x("transactionId" uuid, line int, "accountId" uuid, currency text, "lotId" uuid, amount bigint);
  end if;
  if kept ? 'moves' then
    for r in select * from jsonb_to_recordset(kept -> 'moves') as x("lotId" uuid, amount bigint, expired bigint) loop
      update loyalty_lots l set remaining = l.remaining + r.amount, expired = l.expired + r.expired
        where l.workspace_id = ws and l.lot_id = r."lotId";
    end loop;
  end if;
  if kept ? 'activated' then
    for r in select * from jsonb_array_elements_text(kept -> 'activated') as x(id) loop
      update loyalty_lots l set activated = true, active_at = least(l.active_at, recorded) where l.workspace_id = ws and l.lot_id = r.id::uuid;
    end loop;
  end if;
  if kept ? 'qualifying' then
    insert into loyalty_qualifying (workspace_id, transaction_id, line, member_id, at, points)
      select ws, x."transactionId", x.line, x."memberId", x.at, x.points
      from jsonb_to_recordset(kept -> 'qualifying')
        as x("transactionId" uuid, line int, "memberId" uuid, at timestamptz, points bigint);
  end if;
  if kept ? 'opened' then
    insert into loyalty_accounts (workspace_id, account_id, programme_id, currency)
      select ws, x."accountId", programme, x.currency from jsonb_to_recordset(kept -> 'opened') as x("accountId" uuid, currency text)
      on conflict do nothing;
  end if;
  if kept ? 'credits' then
    for r in select * from jsonb_to_recordset(kept -> 'credits') as x("accountId" uuid, moment bigint, amount bigint) loop
      update loyalty_credits c set amount = c.amount + r.amount
        where c.workspace_id = ws and c.account_id = r."accountId" and c.moment = r.moment;
      if not found then
        insert into loyalty_credits values (ws, r."accountId", r.moment, r.amount);
      elsif r.amount < 0 then
        delete from loyalty_credits c where c.workspace_id = ws and c.account_id = r."accountId" and c.moment = r.moment and c.amount = 0;
      end if;
    end loop;
  end if;
  if kept ? 'accounts' then
    for r in select * from jsonb_to_recordset(kept -> 'accounts')
        as x("accountId" uuid, amount bigint, deficit bigint, saved boolean, expired bigint, active timestamptz, due timestamptz) loop
      update loyalty_accounts a set balance = a.balance + r.amount, deficit = a.deficit + r.deficit,
          expired = case when r.saved then r.expired else a.expired end,
          last_active_at = case when r.saved then r.active else a.last_active_at end,
          next_due_at = case when r.saved then r.due else a.next_due_at end
        where a.workspace_id = ws and a.account_id = r."accountId";
    end loop;
  end if;
  if kept ? 'orders' then
    insert into loyalty_orders (workspace_id, programme_id, order_ref, member_id, transaction_id, lot_id, version, basis_minor, granted,
        evaluation, occurred_at)
      select ws, programme, x.ref, x."memberId", x."transactionId", x."lotId", current_version, x."basisMinor", x.granted, x.evaluation, x.at
      from jsonb_to_recordset(kept -> 'orders') as x(ref text, "memberId" uuid, "transactionId" uuid, "lotId" uuid, "basisMinor" bigint,
        granted bigint, evaluation jsonb, at timestamptz);
  end if;
  if kept ? 'redemptions' then
    insert into loyalty_redemptions (workspace_id, redemption_id, programme_id, order_ref, member_id, points, discount_minor, status,
        expires_at, transaction_id)
      select ws, x."redemptionId", programme, x."order", x."memberId", x.points, x."discountMinor", x.status, x."expiresAt", x."transactionId"
      from jsonb_to_recordset(kept -> 'redemptions') as x("redemptionId" uuid, "order" text, "memberId" uuid, points bigint,
        "discountMinor" bigint, status text, "expiresAt" timestamptz, "transactionId" uuid);
  end if;
  if kept ? 'answers' then
    insert into loyalty_requests (workspace_id, programme_id, request_key, body_hash, answer, at)
      select ws, programme, x.key, decode(x.hash, 'hex'), x.answer, recorded
      from jsonb_to_recordset(kept -> 'answers') as x(key text, hash text, answer jsonb);
  end if;
  if kept ? 'members' then
    for r in select * from jsonb_to_recordset(kept -> 'members') as x("memberId" uuid, tier text, since timestamptz, until timestamptz,
        cycle timestamptz, lifetime bigint, carried jsonb, birthday date, "birthdaySet" timestamptz, "birthdayPaid" int) loop
      update loyalty_members m set tier = r.tier, tier_since = r.since, tier_until = r.until, cycle_start = r.cycle, lifetime = r.lifetime,
          carried = r.carried, birthday = r.birthday, birthday_set_at = r."birthdaySet", birthday_paid = r."birthdayPaid"
        where m.workspace_id = ws and m.member_id = r."memberId";
    end loop;
  end if;
end $$;
