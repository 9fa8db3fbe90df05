-- Which purchase a referral was paid for or waits with; and when that was given back although something of what it had brought was spent: then
-- somebody decides.
alter table loyalty_referrals
  add column earned_by uuid,
  add column returned_at timestamptz;
create index loyalty_referrals_earned on loyalty_referrals (workspace_id, programme_id, earned_by) where earned_by is not null;
drop index loyalty_referrals_waiting;
create index loyalty_referrals_waiting on loyalty_referrals (workspace_id, programme_id, earned_at)
  where earned_at is not null and decision is null and (paid_at is null or returned_at is not null);

-- The rule for rows binds the owner, too. Both were written at one moment.
alter table loyalty_referrals no force row level security;
alter table loyalty_transactions no force row level security;
update loyalty_referrals r set earned_by = t.transaction_id from loyalty_transactions t
  where r.earned_at is not null and t.workspace_id = r.workspace_id and t.member_id = r.referee_id and t.kind = 'earn'
    and date_trunc('milliseconds', t.recorded_at) = r.earned_at;
alter table loyalty_referrals force row level security;
alter table loyalty_transactions force row level security;

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
