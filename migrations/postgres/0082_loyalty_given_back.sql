-- What somebody at a till has begun and not finished: it counts for their hour as if it were done, so that those who ask at once find no room
-- that is not there.
create table loyalty_till_begun (
  workspace_id uuid not null references workspaces on delete cascade,
  deed_id uuid not null,
  person_id uuid not null,
  request_key text not null,
  offline boolean not null,
  at timestamptz not null,
  primary key (workspace_id, deed_id)
);
create index loyalty_till_begun_person on loyalty_till_begun (workspace_id, person_id, at);
call isolate('loyalty_till_begun');

-- A tier that is looked at after more than a hundred years ends beyond what a calendar holds.
alter table loyalty_programme_versions no force row level security;
update loyalty_programme_versions set rules = jsonb_set(rules, '{tiers,everyDays}', '36500')
  where (rules -> 'tiers' ->> 'everyDays')::numeric > 36500;
alter table loyalty_programme_versions force row level security;
