-- Fees that were given back where they were collected, or taken by a bank and given again, count where fees are counted.
drop index loyalty_transactions_fees;
create index loyalty_transactions_fees on loyalty_transactions (workspace_id, programme_id)
  where kind in ('plan_paid', 'plan_undone', 'plan_refunded', 'plan_restored');
