-- What a member's profile was last told of their points, so that only changes are told.
alter table loyalty_members add column told_traits jsonb;

-- Every programme follows whether two customers became one, also where orders do not earn by themselves.
insert into loyalty_offsets (workspace_id, batch_id)
  select p.workspace_id, coalesce((select max(b.batch_id) from event_batches b where b.workspace_id = p.workspace_id), 0)
  from (select distinct workspace_id from loyalty_programmes where status = 'active') p on conflict do nothing;

-- The stamps that an order brought and that its refund took back.
create index loyalty_transactions_stamps on loyalty_transactions (workspace_id, programme_id, order_ref)
  where kind in ('stamp', 'undo') and order_ref is not null;

-- Codes that were not made here: printed vouchers, or what a partner gave. Given to a member who claims the reward, or brought by anybody.
create table loyalty_listed_codes (
  workspace_id uuid not null,
  programme_id uuid not null,
  code text not null,
  reward_id text not null,
  listed_at timestamptz not null,
  -- given to a member, or used by whoever brought it
  taken_at timestamptz,
  primary key (workspace_id, programme_id, code),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create index loyalty_listed_codes_left on loyalty_listed_codes (workspace_id, programme_id, reward_id) where taken_at is null;
call isolate('loyalty_listed_codes');

-- Challenges that a member completed, and how often.
create table loyalty_badges (
  workspace_id uuid not null,
  member_id uuid not null,
  challenge_id text not null,
  times int not null check (times > 0),
  last_at timestamptz not null,
  primary key (workspace_id, member_id, challenge_id),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
call isolate('loyalty_badges');
