-- What a member's profile was last told of their points, so that only changes are told.
alter table loyalty_members add column told_traits jsonb;

-- Every programme follows whether two customers became one, also where orders do not earn by themselves.
insert into loyalty_offsets (workspace_id, batch_id)
  select p.workspace_id, coalesce((select max(b.batch_id) from event_batches b where b.workspace_id = p.workspace_id), 0)
  from (select distinct workspace_id from loyalty_programmes where status = 'active') p on conflict do nothing;

-- The stamps that an order brought and that its refund took back.
create index loyalty_transactions_stamps on loyalty_transactions (workspace_id, programme_id, order_ref)
  where kind in ('stamp', 'undo') and order_ref is not null;
