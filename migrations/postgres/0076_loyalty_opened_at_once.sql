-- New rules may bring a tier, a birthday or an end to another day: accounts from this one on are still to be looked at again. A worker does
-- it some at a time; whoever opens one of them before takes it for due. Null: all have been.
alter table loyalty_programmes add column due_from uuid;

-- As before, with everything that a visit has to know before it locks and right behind it: who brought these members (`earning`: an order of
-- theirs may be worth something to both), and which rules are in force now that the accounts are locked. Null where there is no such programme.
drop function open_loyalty_books(uuid, uuid, uuid[], uuid[], boolean, int);
create function open_loyalty_books(ws uuid, programme uuid, wanted uuid[], also uuid[], earning uuid[], locks boolean, most_lots int,
    moment timestamptz) returns json
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  referrers json = '{}';
  owner_of json;
  opened uuid[];
  locked uuid[];
  in_force record;
begin
  if cardinality(earning) > 0 then
    with recursive stands as (
      select w.id as asked, m.member_id, m.merged_into from unnest(earning) as w(id)
        cross join lateral (select * from loyalty_members where workspace_id = ws and member_id = w.id offset 0) m
      union all
      select s.asked, m.member_id, m.merged_into from stands s
        cross join lateral (select * from loyalty_members where workspace_id = ws and member_id = s.merged_into offset 0) m)
    select coalesce(json_object_agg(s.asked, r.referrer_id), '{}'), wanted || coalesce(array_agg(r.referrer_id), '{}')
      into referrers, wanted from stands s
      cross join lateral (select * from loyalty_referrals
        where workspace_id = ws and programme_id = programme and referee_id = s.member_id offset 0) r
      where s.merged_into is null and r.paid_at is null and r.earned_at is null and r.decision is distinct from 'declined'
        and r.expires_at > moment;
  end if;
  loop
    with recursive stands as (
      select w.id as asked, m.member_id, m.account_id, m.merged_into from unnest(wanted) as w(id)
        cross join lateral (select * from loyalty_members where workspace_id = ws and member_id = w.id offset 0) m
        where m.programme_id = programme
      union all
      select s.asked, m.member_id, m.account_id, m.merged_into from stands s
        cross join lateral (select * from loyalty_members where workspace_id = ws and member_id = s.merged_into offset 0) m)
    select coalesce(json_object_agg(asked, json_build_object('memberId', member_id, 'accountId', account_id)), '{}'),
      array(select unnest(array_agg(account_id)) union select unnest(also))
      into owner_of, opened from stands where merged_into is null;
    -- Whoever held a lock may have joined a household or been merged.
    exit when not locks or locked @> opened;
    perform from loyalty_accounts a where a.workspace_id = ws and a.account_id = any(opened) order by a.account_id for update;
    locked = opened;
  end loop;
  select p.version, p.due_from, w.time_zone into in_force from loyalty_programmes p join workspaces w using (workspace_id)
    where p.workspace_id = ws and p.programme_id = programme;
  if not found then return null; end if;
  return json_build_object(
    'version', in_force.version,
    'zone', in_force.time_zone,
    'referrers', referrers,
    'owners', owner_of,
    'books', (select coalesce(json_agg(json_build_object('accountId', a.account_id, 'pool', a.pool, 'balance', a.balance,
        'deficit', a.deficit, 'expired', a.expired, 'active', floor(extract(epoch from a.last_active_at) * 1000),
        'due', floor(extract(epoch from case when a.account_id >= in_force.due_from then least(a.next_due_at, moment)
          else a.next_due_at end) * 1000))), '[]')
      from unnest(opened) as o(id)
        cross join lateral (select * from loyalty_accounts where workspace_id = ws and account_id = o.id offset 0) a),
    'members', (select coalesce(json_agg(json_build_object('memberId', m.member_id, 'customerId', m.customer_id,
        'accountId', m.account_id, 'stampsAccountId', m.stamps_account_id, 'rewardsAccountId', m.rewards_account_id,
        'birthday', m.birthday, 'birthdayPaid', m.birthday_paid, 'tier', m.tier, 'lifetime', m.lifetime, 'carried', m.carried,
        'blocked', m.blocked_at is not null,
        'joined', floor(extract(epoch from m.joined_at) * 1000), 'cycle', floor(extract(epoch from m.cycle_start) * 1000),
        'since', floor(extract(epoch from m.tier_since) * 1000), 'until', floor(extract(epoch from m.tier_until) * 1000),
        'birthdaySet', floor(extract(epoch from m.birthday_set_at) * 1000)) order by m.member_id), '[]')
      from unnest(opened) as o(id) cross join lateral (select * from loyalty_members
        where workspace_id = ws and account_id = o.id and merged_into is null offset 0) m),
    'lots', (select case when count(*) <= most_lots then coalesce(json_agg(json_build_array(l.lot_id, l.account_id, l.member_id, l.kind,
          l.granted, l.remaining, l.activated, floor(extract(epoch from l.earned_at) * 1000), floor(extract(epoch from l.active_at) * 1000),
          floor(extract(epoch from l.expires_at) * 1000))), '[]') end
      from (select l.* from unnest(opened) as o(id) cross join lateral (select * from loyalty_lots
        where workspace_id = ws and account_id = o.id and remaining > 0 offset 0) l limit most_lots + 1) l));
end $$;
