-- Money back that paid for an order, and what of it was given back.
create index loyalty_transactions_cash on loyalty_transactions (workspace_id, programme_id, order_ref)
  where kind in ('cash_redeem', 'cash_return') and order_ref is not null;
