-- A tier that is looked at after more than a hundred years ends beyond what a calendar holds.
alter table loyalty_programme_versions no force row level security;
update loyalty_programme_versions set rules = jsonb_set(rules, '{tiers,everyDays}', '36500')
  where (rules -> 'tiers' ->> 'everyDays')::numeric > 36500;
alter table loyalty_programme_versions force row level security;
