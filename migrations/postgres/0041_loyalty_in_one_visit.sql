-- What serving members needs, in one visit to the database: who they are now, the locks of their accounts in one order, everybody on
-- those accounts and their open lots (null when there are more than `most_lots`).
-- No plan may read a table whole: one that was made while the tables were nearly empty would be kept for as long as a connection lives.
create function open_loyalty_books(ws uuid, programme uuid, wanted uuid[], also uuid[], locks boolean, most_lots int) returns jsonb
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  owner_of jsonb;
  opened uuid[];
begin
  loop
    with recursive stands as (
      select m.member_id as asked, m.member_id, m.account_id, m.merged_into from loyalty_members m
        where m.workspace_id = ws and m.programme_id = programme and m.member_id = any(wanted)
      union all
      select s.asked, m.member_id, m.account_id, m.merged_into from stands s
        join loyalty_members m on m.workspace_id = ws and m.member_id = s.merged_into)
    select coalesce(jsonb_object_agg(asked, jsonb_build_object('memberId', member_id, 'accountId', account_id)), '{}'),
      coalesce(array_agg(account_id), '{}') || also
      into owner_of, opened from stands where merged_into is null;
    exit when not locks;
    perform from loyalty_accounts a where a.workspace_id = ws and a.account_id = any(opened) order by a.account_id for update;
    -- Whoever held a lock may have joined a household or been merged.
    exit when not exists (select from jsonb_each(owner_of) o where not exists (select from loyalty_members m
      where m.workspace_id = ws and m.member_id = (o.value ->> 'memberId')::uuid and m.merged_into is null
        and m.account_id = (o.value ->> 'accountId')::uuid));
  end loop;
  return jsonb_build_object(
    'owners', owner_of,
    'books', (select coalesce(jsonb_agg(jsonb_build_object('accountId', a.account_id, 'pool', a.pool, 'balance', a.balance,
        'deficit', a.deficit, 'expired', a.expired, 'active', floor(extract(epoch from a.last_active_at) * 1000),
        'due', floor(extract(epoch from a.next_due_at) * 1000))), '[]')
      from loyalty_accounts a where a.workspace_id = ws and a.account_id = any(opened)),
    'members', (select coalesce(jsonb_agg(jsonb_build_object('memberId', m.member_id, 'customerId', m.customer_id,
        'accountId', m.account_id, 'stampsAccountId', m.stamps_account_id, 'rewardsAccountId', m.rewards_account_id,
        'birthday', m.birthday, 'birthdayPaid', m.birthday_paid, 'tier', m.tier, 'lifetime', m.lifetime, 'carried', m.carried,
        'joined', floor(extract(epoch from m.joined_at) * 1000), 'cycle', floor(extract(epoch from m.cycle_start) * 1000),
        'since', floor(extract(epoch from m.tier_since) * 1000), 'until', floor(extract(epoch from m.tier_until) * 1000),
        'birthdaySet', floor(extract(epoch from m.birthday_set_at) * 1000)) order by m.member_id), '[]')
      from loyalty_members m where m.workspace_id = ws and m.account_id = any(opened) and m.merged_into is null),
    'lots', case when (select count(*) from (select from loyalty_lots l where l.workspace_id = ws and l.account_id = any(opened)
        and l.remaining > 0 limit most_lots + 1) open_lots) <= most_lots then
      (select coalesce(jsonb_agg(jsonb_build_object('lotId', l.lot_id, 'accountId', l.account_id, 'memberId', l.member_id,
          'kind', l.kind, 'granted', l.granted, 'remaining', l.remaining, 'activated', l.activated,
          'earned', floor(extract(epoch from l.earned_at) * 1000), 'active', floor(extract(epoch from l.active_at) * 1000),
          'expires', floor(extract(epoch from l.expires_at) * 1000))), '[]')
        from loyalty_lots l where l.workspace_id = ws and l.account_id = any(opened) and l.remaining > 0) end);
end $$;

-- Writes transactions of the ledger with everything that follows from them, and what became of accounts and members. What of it comes
-- to anything but zero is refused by the trigger on the entries.
create function keep_loyalty(ws uuid, kept jsonb) returns void
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into loyalty_transactions
      (workspace_id, transaction_id, programme_id, kind, member_id, order_ref, at, recorded_at, version, actor_kind, actor_id, detail)
    select ws, x.id, (kept ->> 'programmeId')::uuid, x.kind, x."memberId", x."order", x.at, (kept ->> 'now')::timestamptz,
      (kept ->> 'version')::int, kept ->> 'actorKind', (kept ->> 'actorId')::uuid, x.detail
    from jsonb_to_recordset(kept -> 'transactions') as x(id uuid, kind text, "memberId" uuid, "order" text, at timestamptz, detail jsonb);
  insert into loyalty_unsealed select ws, x.id from jsonb_to_recordset(kept -> 'transactions') as x(id uuid);
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
    update loyalty_lots l set remaining = l.remaining + x.amount
      from jsonb_to_recordset(kept -> 'moves') as x("lotId" uuid, amount bigint)
      where l.workspace_id = ws and l.lot_id = x."lotId";
  end if;
  if kept ? 'activated' then
    update loyalty_lots l set activated = true from jsonb_array_elements_text(kept -> 'activated') as x(id)
      where l.workspace_id = ws and l.lot_id = x.id::uuid;
  end if;
  if kept ? 'qualifying' then
    insert into loyalty_qualifying (workspace_id, transaction_id, line, member_id, at, points)
      select ws, x."transactionId", x.line, x."memberId", x.at, x.points
      from jsonb_to_recordset(kept -> 'qualifying')
        as x("transactionId" uuid, line int, "memberId" uuid, at timestamptz, points bigint);
  end if;
  if kept ? 'accounts' then
    update loyalty_accounts a set balance = a.balance + x.amount, deficit = a.deficit + x.deficit,
        expired = case when x.saved then x.expired else a.expired end,
        last_active_at = case when x.saved then x.active else a.last_active_at end,
        next_due_at = case when x.saved then x.due else a.next_due_at end
      from jsonb_to_recordset(kept -> 'accounts')
        as x("accountId" uuid, amount bigint, deficit bigint, saved boolean, expired bigint, active timestamptz, due timestamptz)
      where a.workspace_id = ws and a.account_id = x."accountId";
  end if;
  if kept ? 'order' then
    insert into loyalty_orders (workspace_id, programme_id, order_ref, member_id, transaction_id, lot_id, version, basis_minor, granted,
        evaluation, occurred_at)
      select ws, (kept ->> 'programmeId')::uuid, x.ref, x."memberId", x."transactionId", x."lotId", (kept ->> 'version')::int, x."basisMinor",
        x.granted, x.evaluation, x.at
      from jsonb_to_record(kept -> 'order') as x(ref text, "memberId" uuid, "transactionId" uuid, "lotId" uuid, "basisMinor" bigint,
        granted bigint, evaluation jsonb, at timestamptz);
  end if;
  if kept ? 'answer' then
    update loyalty_requests r set answer = kept -> 'answer' -> 'body'
      where r.workspace_id = ws and r.programme_id = (kept ->> 'programmeId')::uuid and r.request_key = kept -> 'answer' ->> 'key';
  end if;
  if kept ? 'members' then
    update loyalty_members m set tier = x.tier, tier_since = x.since, tier_until = x.until, cycle_start = x.cycle, lifetime = x.lifetime,
        carried = x.carried, birthday = x.birthday, birthday_set_at = x."birthdaySet", birthday_paid = x."birthdayPaid"
      from jsonb_to_recordset(kept -> 'members') as x("memberId" uuid, tier text, since timestamptz, until timestamptz, cycle timestamptz,
        lifetime bigint, carried jsonb, birthday date, "birthdaySet" timestamptz, "birthdayPaid" int)
      where m.workspace_id = ws and m.member_id = x."memberId";
  end if;
end $$;
