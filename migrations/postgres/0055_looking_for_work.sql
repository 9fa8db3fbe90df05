-- Workers ask several times a second where something is to be done. They find the first of what is due by its index: how many wait, or are
-- due at once, makes no difference. (A plain `exists` is answered by reading all of them.)

create or replace function list_workspaces_with_journey_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from journey_offsets o
  where exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id)
    or exists (select from journeys j
      left join lateral (select r.run_id from journey_runs r
        where r.workspace_id = j.workspace_id and r.journey_id = j.journey_id and r.status = 'active' and r.wake_at <= at
          and (r.leased_until is null or r.leased_until < clock_timestamp())
        order by r.wake_at limit 1) due on true
      where j.workspace_id = o.workspace_id and j.status = 'running'
        and (j.next_at <= at or j.backfill = 'waiting' or due.run_id is not null))
$$;

create or replace function list_workspaces_with_segment_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from segment_offsets o
  left join lateral (select w.segment_id from segment_wakes w where w.workspace_id = o.workspace_id and w.wake_at <= at
    order by w.wake_at limit 1) due on true
  where due.segment_id is not null
    or exists (select from event_batches b where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id and b.pending is null)
    or exists (select from segments s where s.workspace_id = o.workspace_id and (s.status = 'counting' or s.flips_at <= at and s.status = 'ready'))
$$;

create or replace function list_workspaces_with_messages(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select w.workspace_id from workspaces w
  left join lateral (select m.message_id from messages m where m.workspace_id = w.workspace_id and m.state in ('queued', 'deferred')
    and m.due_at <= at order by m.priority, m.due_at limit 1) due on true
  left join lateral (select m.message_id from messages m where m.workspace_id = w.workspace_id and m.state = 'claimed'
    and m.lease_until < now() order by m.lease_until limit 1) lost on true
  where due.message_id is not null or lost.message_id is not null
$$;

create or replace function list_workspaces_with_loyalty_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from workspaces o
  left join lateral (select u.transaction_id as id from loyalty_unsealed u where u.workspace_id = o.workspace_id
    order by u.transaction_id limit 1) unsealed on true
  left join lateral (select a.account_id as id from loyalty_accounts a where a.workspace_id = o.workspace_id and a.next_due_at <= at
    order by a.next_due_at limit 1) due on true
  left join lateral (select r.redemption_id as id from loyalty_redemptions r where r.workspace_id = o.workspace_id
    and r.status = 'reserved' and r.expires_at <= at order by r.expires_at limit 1) held on true
  where unsealed.id is not null or due.id is not null or held.id is not null
    or exists (select from loyalty_offsets l join event_batches b on b.workspace_id = l.workspace_id
      where l.workspace_id = o.workspace_id and b.batch_id > l.batch_id and b.pending is null)
$$;
