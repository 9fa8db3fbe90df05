-- A referral that somebody should look at before it pays: why, which rules promised what when its order came, and what was decided.
alter table loyalty_referrals
  add column doubts text[] not null default '{}',
  add column earned_at timestamptz,
  add column version int,
  -- what was paid, so that approving can be undone while nothing of it is spent
  add column lots uuid[] not null default '{}',
  add column decision text check (decision in ('approved', 'declined')),
  add column decided_by uuid,
  add column decided_at timestamptz;
create index loyalty_referrals_by on loyalty_referrals (workspace_id, programme_id, referrer_id, at);
create index loyalty_referrals_waiting on loyalty_referrals (workspace_id, programme_id, earned_at)
  where earned_at is not null and paid_at is null and decision is null;

-- Everybody who has become somebody.
create index loyalty_members_merged on loyalty_members (workspace_id, merged_into) where merged_into is not null;

-- With which payment cards members paid, as hashes of what the payment provider calls them: two members with one are told apart by nobody.
create table loyalty_payment_marks (
  workspace_id uuid not null,
  programme_id uuid not null,
  member_id uuid not null,
  mark bytea not null,
  primary key (workspace_id, member_id, mark),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade,
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
call isolate('loyalty_payment_marks');
