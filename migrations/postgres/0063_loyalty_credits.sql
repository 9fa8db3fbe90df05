-- Tier credits that count, by the moment they were earned (in ms): how long they count depends on it. They repeat the entries, and the balance
-- of their account is their sum; what an earn asks for is one row of each, however many there are.
create table loyalty_credits (
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null,
  moment bigint not null,
  amount bigint not null check (amount >= 0),
  primary key (workspace_id, account_id, moment)
);

-- What members hold of money back and of tier credits has a balance of its own, like their points.
alter table loyalty_accounts drop constraint loyalty_accounts_currency_check;
alter table loyalty_accounts add constraint loyalty_accounts_currency_check
  check (currency in ('points', 'stamps', 'rewards', 'cash', 'credits'));

-- The rule for rows binds the owner, too. Of the two lines of a transaction the member's has the sign that its detail says; where members
-- became one or two, both lines are members'.
alter table loyalty_accounts no force row level security;
alter table loyalty_entries no force row level security;
alter table loyalty_transactions no force row level security;
insert into loyalty_accounts (workspace_id, account_id, programme_id, currency, balance)
  select e.workspace_id, e.account_id, t.programme_id, e.currency, sum(e.amount)
  from loyalty_entries e join loyalty_transactions t using (workspace_id, transaction_id)
  where e.currency in ('cash', 'credits') and (t.kind in ('merge', 'separate')
    or sign(e.amount) = sign((t.detail ->> case e.currency when 'cash' then 'cashMinor' else 'credits' end)::numeric))
  group by 1, 2, 3, 4;
insert into loyalty_credits (workspace_id, account_id, moment, amount)
  select e.workspace_id, e.account_id, m.moment, sum(m.count * sign(e.amount))
  from loyalty_entries e join loyalty_transactions t using (workspace_id, transaction_id)
  cross join lateral (
    select floor(extract(epoch from t.at) * 1000)::bigint as moment, abs(e.amount) as count where not t.detail ? 'moments'
    union all
    select (x ->> 0)::bigint, (x ->> 1)::bigint from jsonb_array_elements(t.detail -> 'moments') as x) m
  where e.currency = 'credits' and (t.kind in ('merge', 'separate') or sign(e.amount) = sign((t.detail ->> 'credits')::numeric))
  group by 1, 2, 3 having sum(m.count * sign(e.amount)) <> 0;
alter table loyalty_accounts force row level security;
alter table loyalty_entries force row level security;
alter table loyalty_transactions force row level security;
call isolate('loyalty_credits');
grant maintain on table loyalty_credits to regulars_app;

-- Nobody looks for entries by account or lot, or for lots by transaction, any more: each was written with every purchase. Of accounts only
-- those of households are found by their household.
drop index loyalty_entries_account;
drop index loyalty_entries_lot;
drop index loyalty_lots_transaction;
alter table loyalty_accounts drop constraint loyalty_accounts_workspace_id_programme_id_pool_key;
create unique index loyalty_accounts_pool on loyalty_accounts (workspace_id, programme_id, pool) where pool is not null;

-- Points that wait for an event may be usable before the day that was foreseen at the latest.
grant update (active_at) on loyalty_lots to regulars_app;

-- As before, with accounts that begin with their first line, and tier credits.
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
        (workspace_id, lot_id, account_id, member_id, transaction_id, kind, granted, remaining, earned_at, active_at, expires_at, activated)
      select ws, x."lotId", x."accountId", x."memberId", x."transactionId", x.kind, x.granted, x.granted, x."earnedAt", x."activeAt",
        x."expiresAt", x.activated
      from jsonb_to_recordset(kept -> 'lots') as x("lotId" uuid, "accountId" uuid, "memberId" uuid, "transactionId" uuid, kind text,
        granted bigint, "earnedAt" timestamptz, "activeAt" timestamptz, "expiresAt" timestamptz, activated boolean);
  end if;
  if kept ? 'lines' then
    insert into loyalty_entries (workspace_id, transaction_id, line, account_id, currency, lot_id, amount)
      select ws, x."transactionId", x.line, x."accountId", x.currency, x."lotId", x.amount
      from jsonb_to_recordset(kept -> 'lines')
        as x("transactionId" uuid, line int, "accountId" uuid, currency text, "lotId" uuid, amount bigint);
  end if;
  if kept ? 'moves' then
    for r in select * from jsonb_to_recordset(kept -> 'moves') as x("lotId" uuid, amount bigint) loop
      update loyalty_lots l set remaining = l.remaining + r.amount where l.workspace_id = ws and l.lot_id = r."lotId";
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
