-- As before, with what expired and what lots are parts of (0081); what is changed – lots, accounts, members – comes by its id, so that one statement changes all of a kind: a statement for each row
-- cost more than the row. Each finds its rows by their keys, whatever the planner knows of the tables.
create or replace function keep_loyalty(ws uuid, kept jsonb) returns void
  language plpgsql set enable_seqscan = off as $$
declare
  programme uuid = kept ->> 'programmeId';
  current_version int = kept ->> 'version';
  recorded timestamptz = kept ->> 'now';
  changed jsonb;
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
    changed = kept -> 'moves';
    update loyalty_lots l set (remaining, expired) = (
        select l.remaining + x.amount, l.expired + x.expired from jsonb_to_record(changed -> l.lot_id::text) as x(amount bigint, expired bigint))
      where l.workspace_id = ws and l.lot_id = any(array(select jsonb_object_keys(changed)::uuid));
  end if;
  if kept ? 'activated' then
    update loyalty_lots l set activated = true, active_at = least(l.active_at, recorded)
      where l.workspace_id = ws and l.lot_id = any(array(select jsonb_array_elements_text(kept -> 'activated')::uuid));
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
    changed = kept -> 'accounts';
    update loyalty_accounts a set (balance, deficit, expired, last_active_at, next_due_at) = (
        select a.balance + x.amount, a.deficit + x.deficit, case when x.saved then x.expired else a.expired end,
          case when x.saved then x.active else a.last_active_at end, case when x.saved then x.due else a.next_due_at end
        from jsonb_to_record(changed -> a.account_id::text)
          as x(amount bigint, deficit bigint, saved boolean, expired bigint, active timestamptz, due timestamptz))
      where a.workspace_id = ws and a.account_id = any(array(select jsonb_object_keys(changed)::uuid));
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
    changed = kept -> 'members';
    update loyalty_members m set (tier, tier_since, tier_until, cycle_start, lifetime, carried, birthday, birthday_set_at, birthday_paid) = (
        select x.tier, x.since, x.until, x.cycle, x.lifetime, x.carried, x.birthday, x."birthdaySet", x."birthdayPaid"
        from jsonb_to_record(changed -> m.member_id::text) as x(tier text, since timestamptz, until timestamptz, cycle timestamptz,
          lifetime bigint, carried jsonb, birthday date, "birthdaySet" timestamptz, "birthdayPaid" int))
      where m.workspace_id = ws and m.member_id = any(array(select jsonb_object_keys(changed)::uuid));
  end if;
end $$;
