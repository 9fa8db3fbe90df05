-- What became of the points that members gave to a cause, as the shop tells it, and what it paid.
create table loyalty_cause_news (
  workspace_id uuid not null,
  news_id uuid not null,
  programme_id uuid not null,
  cause_id text not null,
  text text not null,
  paid_minor bigint check (paid_minor > 0),
  at timestamptz not null,
  primary key (workspace_id, news_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create index loyalty_cause_news_of on loyalty_cause_news (workspace_id, programme_id, cause_id, at);
call isolate('loyalty_cause_news');
create index loyalty_transactions_causes on loyalty_transactions (workspace_id, programme_id) where detail ? 'causeId';

-- Members who asked to be on the leaderboard, by a name they chose for it.
create table loyalty_board_members (
  workspace_id uuid not null,
  member_id uuid not null,
  programme_id uuid not null,
  nickname text not null,
  -- as names are compared, so that nobody takes another's
  nickname_key text not null,
  entered_at timestamptz not null,
  -- the shop took this name off; another one may be chosen
  hidden_at timestamptz,
  primary key (workspace_id, member_id),
  unique (workspace_id, programme_id, nickname_key),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
call isolate('loyalty_board_members');

-- Invitations to a programme, to one of its levels or to a reward: a code for whoever has it, or for one customer.
create table loyalty_invitations (
  workspace_id uuid not null,
  invitation_id uuid not null,
  programme_id uuid not null,
  kind text not null check (kind in ('programme', 'tier', 'reward')),
  -- the level or the reward
  target text not null default '',
  code text not null,
  customer_id uuid,
  -- null: as often as anybody likes
  most int check (most > 0),
  used int not null default 0,
  until timestamptz,
  note text,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (workspace_id, invitation_id),
  unique (workspace_id, code),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create unique index loyalty_invitations_person on loyalty_invitations (workspace_id, programme_id, kind, target, customer_id)
  where customer_id is not null and withdrawn_at is null;
call isolate('loyalty_invitations');

-- Who holds what by invitation.
create table loyalty_invited (
  workspace_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('tier', 'reward')),
  target text not null,
  invitation_id uuid not null,
  at timestamptz not null,
  primary key (workspace_id, member_id, kind, target),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
create index loyalty_invited_by on loyalty_invited (workspace_id, invitation_id);
call isolate('loyalty_invited');

-- A membership that is paid for: one plan a member.
create table loyalty_plan_members (
  workspace_id uuid not null,
  member_id uuid not null,
  programme_id uuid not null,
  plan_id text not null,
  since timestamptz not null,
  paid_until timestamptz not null,
  -- the same, or some days later where a service collects the next payment by itself
  lasts_until timestamptz not null,
  -- when the next reward of the month is due
  benefit_at timestamptz,
  -- it is not renewed
  cancelled_at timestamptz,
  ended_at timestamptz,
  stripe_customer text,
  stripe_subscription text,
  primary key (workspace_id, member_id),
  unique (workspace_id, stripe_subscription),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
create index loyalty_plan_members_due on loyalty_plan_members (workspace_id, lasts_until) where ended_at is null;
call isolate('loyalty_plan_members');
call readable_by_owner('loyalty_plan_members');

create function list_workspaces_with_plans(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from loyalty_plan_members where ended_at is null and (lasts_until <= at or benefit_at <= at)
$$;

create index loyalty_transactions_fees on loyalty_transactions (workspace_id, programme_id)
  where kind in ('plan_paid', 'plan_undone');

-- The keys with which payments are asked for and believed.
create table loyalty_billing (
  workspace_id uuid primary key references workspaces on delete cascade,
  sealed bytea not null,
  updated_at timestamptz not null
);
call isolate('loyalty_billing');

-- A code for everybody may be nobody's own; fees of plans are taken at tills, too.
alter table loyalty_till_deeds alter column member_id drop not null;
alter table loyalty_till_deeds drop constraint loyalty_till_deeds_kind_check;
alter table loyalty_till_deeds add constraint loyalty_till_deeds_kind_check
  check (kind in ('stamp', 'earn', 'reward', 'stamp_reward', 'points_off', 'cash_off', 'voucher', 'plan'));
-- The voucher of a code that is nobody's own, for undoing it.
alter table loyalty_till_deeds add column code text;
