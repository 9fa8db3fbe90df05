-- When the next one may begin, where only so many begin in an hour or a day.
alter table journeys add column turn_at timestamptz;
-- The segment whose members are taken in, where it is not that of the trigger, and what tells this time from other times.
alter table journeys add column backfill_segment uuid;
alter table journeys add column backfill_key text not null default 'backfill';
