-- What several tills ask at the same moment is read and written together.

-- What a member's profile was last told. Apart from the member, whose row a till writes: telling the timeline holds no lock that a till waits
-- for. What was told before is told once again.
create table loyalty_told_traits (
  workspace_id uuid not null,
  member_id uuid not null,
  traits jsonb not null,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
call isolate('loyalty_told_traits');
alter table loyalty_members drop column told_traits;

-- The next to go comes first, and what waits is found by itself, however many lots an account has.
drop index loyalty_lots_open;
create index loyalty_lots_open on loyalty_lots (workspace_id, account_id, expires_at) where remaining > 0;
create index loyalty_lots_waiting on loyalty_lots (workspace_id, account_id) where remaining > 0 and not activated;

-- After very many at once the planner is told what there is.
grant maintain on table loyalty_accounts, loyalty_members, loyalty_lots, loyalty_transactions, loyalty_entries, loyalty_qualifying,
  loyalty_orders, loyalty_redemptions, loyalty_requests, loyalty_unsealed, loyalty_told_traits to regulars_app;

-- As before, with who is blocked. Everything is looked up one by one (`lateral … offset 0`, or in a loop): joined, a planner that knows little
-- of the tables yet reads all members or accounts of a shop for one of them.
create or replace function open_loyalty_books(ws uuid, programme uuid, wanted uuid[], also uuid[], locks boolean, most_lots int) returns jsonb
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  owner_of jsonb;
  opened uuid[];
  locked uuid[];
begin
  loop
    with recursive stands as (
      select w.id as asked, m.member_id, m.account_id, m.merged_into from unnest(wanted) as w(id)
        cross join lateral (select * from loyalty_members where workspace_id = ws and member_id = w.id offset 0) m
        where m.programme_id = programme
      union all
      select s.asked, m.member_id, m.account_id, m.merged_into from stands s
        cross join lateral (select * from loyalty_members where workspace_id = ws and member_id = s.merged_into offset 0) m)
    select coalesce(jsonb_object_agg(asked, jsonb_build_object('memberId', member_id, 'accountId', account_id)), '{}'),
      array(select unnest(array_agg(account_id)) union select unnest(also))
      into owner_of, opened from stands where merged_into is null;
    -- Whoever held a lock may have joined a household or been merged.
    exit when not locks or locked @> opened;
    perform from loyalty_accounts a where a.workspace_id = ws and a.account_id = any(opened) order by a.account_id for update;
    locked = opened;
  end loop;
  return jsonb_build_object(
    'owners', owner_of,
    'books', (select coalesce(jsonb_agg(jsonb_build_object('accountId', a.account_id, 'pool', a.pool, 'balance', a.balance,
        'deficit', a.deficit, 'expired', a.expired, 'active', floor(extract(epoch from a.last_active_at) * 1000),
        'due', floor(extract(epoch from a.next_due_at) * 1000))), '[]')
      from unnest(opened) as o(id)
        cross join lateral (select * from loyalty_accounts where workspace_id = ws and account_id = o.id offset 0) a),
    'members', (select coalesce(jsonb_agg(jsonb_build_object('memberId', m.member_id, 'customerId', m.customer_id,
        'accountId', m.account_id, 'stampsAccountId', m.stamps_account_id, 'rewardsAccountId', m.rewards_account_id,
        'birthday', m.birthday, 'birthdayPaid', m.birthday_paid, 'tier', m.tier, 'lifetime', m.lifetime, 'carried', m.carried,
        'blocked', m.blocked_at is not null,
        'joined', floor(extract(epoch from m.joined_at) * 1000), 'cycle', floor(extract(epoch from m.cycle_start) * 1000),
        'since', floor(extract(epoch from m.tier_since) * 1000), 'until', floor(extract(epoch from m.tier_until) * 1000),
        'birthdaySet', floor(extract(epoch from m.birthday_set_at) * 1000)) order by m.member_id), '[]')
      from unnest(opened) as o(id) cross join lateral (select * from loyalty_members
        where workspace_id = ws and account_id = o.id and merged_into is null offset 0) m),
    'lots', (select case when count(*) <= most_lots then coalesce(jsonb_agg(jsonb_build_object('lotId', l.lot_id, 'accountId', l.account_id,
          'memberId', l.member_id, 'kind', l.kind, 'granted', l.granted, 'remaining', l.remaining, 'activated', l.activated,
          'earned', floor(extract(epoch from l.earned_at) * 1000), 'active', floor(extract(epoch from l.active_at) * 1000),
          'expires', floor(extract(epoch from l.expires_at) * 1000))), '[]') end
      from (select l.* from unnest(opened) as o(id) cross join lateral (select * from loyalty_lots
        where workspace_id = ws and account_id = o.id and remaining > 0 offset 0) l limit most_lots + 1) l));
end $$;

-- As before for transactions of several actors, with the orders, redemptions and answers that come with them. What is changed is looked up
-- row by row, too.
create or replace function keep_loyalty(ws uuid, kept jsonb) returns void
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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
      update loyalty_lots l set activated = true where l.workspace_id = ws and l.lot_id = r.id::uuid;
    end loop;
  end if;
  if kept ? 'qualifying' then
    insert into loyalty_qualifying (workspace_id, transaction_id, line, member_id, at, points)
      select ws, x."transactionId", x.line, x."memberId", x.at, x.points
      from jsonb_to_recordset(kept -> 'qualifying')
        as x("transactionId" uuid, line int, "memberId" uuid, at timestamptz, points bigint);
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
