-- Whoever is gone has nothing at stake and no risk that is asked for: half of a shop's customers need no place in these orders,
-- and a night's million scores are written the quicker.
drop index customer_scores_risk;
drop index customer_scores_at_stake;
create index customer_scores_risk on customer_scores (workspace_id, risk, customer_id) where not is_gone;
create index customer_scores_at_stake on customer_scores (workspace_id, at_stake_minor, customer_id) where not is_gone;
