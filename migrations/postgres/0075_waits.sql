-- Up to which batch of events ClickHouse must have been told before the branch somebody stands at is asked: what came after they got
-- there holds them up no longer.
alter table journey_runs add column awaits_batch bigint;

-- Since when a service puts a letter off: it is given up two days after that, however long it waited in the outbox before.
alter table messages add column put_off_since timestamptz;
