-- ClickHouse has a table of profiles now: the next worker tells it what is known already. The rule for rows binds the owner too.
alter table event_offsets no force row level security;
update event_offsets set rebuilding_since = now();
alter table event_offsets force row level security;
