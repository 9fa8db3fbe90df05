-- Rows of the ledger are written by one function, what belongs together at once, and never removed by themselves: a foreign key asks a query
-- of its own for each of them, and every transaction would lock the one row of its programme. The ledger's check looks for what hangs loose.
alter table loyalty_transactions drop constraint loyalty_transactions_workspace_id_programme_id_fkey;
alter table loyalty_unsealed drop constraint loyalty_unsealed_workspace_id_transaction_id_fkey;
alter table loyalty_entries drop constraint loyalty_entries_workspace_id_transaction_id_fkey;
alter table loyalty_qualifying drop constraint loyalty_qualifying_workspace_id_transaction_id_fkey;
alter table loyalty_lots drop constraint loyalty_lots_workspace_id_account_id_fkey;
alter table loyalty_orders drop constraint loyalty_orders_workspace_id_programme_id_fkey;
alter table loyalty_redemptions drop constraint loyalty_redemptions_workspace_id_programme_id_fkey;
alter table loyalty_requests drop constraint loyalty_requests_workspace_id_programme_id_fkey;

-- Nothing is joined there any more.
alter function keep_loyalty(uuid, jsonb) reset enable_hashjoin;
alter function keep_loyalty(uuid, jsonb) reset enable_mergejoin;
