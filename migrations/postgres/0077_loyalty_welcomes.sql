-- Whoever is new and has not been given yet what the programme begins with: a card is told of its customer first, and a server that ends in
-- between forgets nobody.
create table loyalty_welcomes (
  workspace_id uuid not null,
  member_id uuid not null,
  programme_id uuid not null,
  -- from then on a worker gives it
  due_at timestamptz not null,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
create index loyalty_welcomes_due on loyalty_welcomes (workspace_id, due_at);
call isolate('loyalty_welcomes');
call readable_by_owner('loyalty_welcomes');

-- What came back of an order in all, so that many small refunds take back what one of their sum does: of what never earned each took a share
-- that was rounded by itself.
alter table loyalty_orders add column returned_minor bigint not null default 0;
alter table loyalty_orders no force row level security;
update loyalty_orders set returned_minor = refunded_minor + case when basis_minor > 0
    then refunded_minor * coalesce((evaluation ->> 'leftMinor')::bigint, 0) / basis_minor else 0 end
  where refunded_minor > 0;
alter table loyalty_orders force row level security;

create or replace function list_workspaces_with_loyalty_work(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select o.workspace_id from workspaces o
  left join lateral (select u.transaction_id as id from loyalty_unsealed u where u.workspace_id = o.workspace_id
    order by u.transaction_id limit 1) unsealed on true
  left join lateral (select a.account_id as id from loyalty_accounts a where a.workspace_id = o.workspace_id and a.next_due_at <= at
    order by a.next_due_at limit 1) due on true
  left join lateral (select r.redemption_id as id from loyalty_redemptions r where r.workspace_id = o.workspace_id
    and r.status = 'reserved' and r.expires_at <= at order by r.expires_at limit 1) held on true
  left join lateral (select m.member_id as id from loyalty_welcomes m where m.workspace_id = o.workspace_id and m.due_at <= at
    order by m.due_at limit 1) fresh on true
  where unsealed.id is not null or due.id is not null or held.id is not null or fresh.id is not null
    or exists (select from loyalty_programmes p where p.workspace_id = o.workspace_id and p.due_from is not null)
    or exists (select from loyalty_offsets l join event_batches b on b.workspace_id = l.workspace_id
      where l.workspace_id = o.workspace_id and b.batch_id > l.batch_id and b.pending is null)
$$;
