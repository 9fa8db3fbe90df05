-- Besides the risk, what else was foretold of somebody a week before. Empty until a new week begins.
alter table customer_scores add column week_alive real, add column week_clv_minor bigint, add column week_next_on date;
