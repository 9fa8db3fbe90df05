-- Members are told of in the order of their ids, so that two who tell at once wait for each other instead of standing in each
-- other's way.
drop index experiment_members_untold;
create index experiment_members_untold on experiment_members (workspace_id, experiment_id, customer_id) where not told;
