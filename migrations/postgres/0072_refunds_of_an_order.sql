-- A loyalty programme asks with every order of the shop whether it was refunded already: all refunds were read for it.
create index refunds_order on refunds (workspace_id, order_id);
