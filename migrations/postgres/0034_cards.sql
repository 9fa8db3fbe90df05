-- The card of a member: its address is signed, its number identifies and redeems nothing.
create table loyalty_cards (
  workspace_id uuid not null,
  card_id uuid not null,
  programme_id uuid not null,
  member_id uuid not null,
  number text not null,
  locale text not null,
  -- what was given on joining, while it is not sure whose it is: somebody may have typed another's address
  contact text,
  contact_kind text check (contact_kind in ('email', 'phone')),
  -- what was agreed to on joining, kept as proof once it is sure by whom
  consent_wording text,
  consent_at timestamptz,
  created_at timestamptz not null,
  -- the last step of the code that was shown at a till, and by which device: each step redeems once
  used_step bigint not null default 0,
  used_by uuid,
  revoked_at timestamptz,
  primary key (workspace_id, card_id),
  unique (workspace_id, number),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade,
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
create index loyalty_cards_member on loyalty_cards (workspace_id, member_id);
call isolate('loyalty_cards');

-- A reward somebody wants now: held for a few minutes, handed over at the till or given back.
create table loyalty_card_holds (
  workspace_id uuid not null,
  hold_id uuid not null,
  programme_id uuid not null,
  member_id uuid not null,
  -- null: the reward of a full card of stamps
  reward_id text,
  redemption_id uuid,
  state text not null check (state in ('held', 'handed_over', 'cancelled')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workspace_id, hold_id),
  foreign key (workspace_id, member_id) references loyalty_members on delete cascade
);
create unique index loyalty_card_holds_open on loyalty_card_holds (workspace_id, member_id) where state = 'held';
call isolate('loyalty_card_holds');

create table loyalty_till_devices (
  workspace_id uuid not null references workspaces on delete cascade,
  device_id uuid not null,
  programme_id uuid not null,
  name text not null,
  -- of the link that a device is trusted by, once
  pairing_hash bytea,
  pairing_until timestamptz,
  token_hash bytea,
  trusted_at timestamptz,
  seen_at timestamptz,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, device_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_till_devices');

create table loyalty_till_pins (
  workspace_id uuid not null references workspaces on delete cascade,
  person_id uuid not null references people on delete cascade,
  pin_hash text not null,
  -- what one deed may give at most, and how many there may be in an hour
  max_stamps int not null,
  max_amount_minor bigint,
  max_per_hour int not null,
  changed_at timestamptz not null,
  primary key (workspace_id, person_id)
);
call isolate('loyalty_till_pins');

create table loyalty_till_deeds (
  workspace_id uuid not null references workspaces on delete cascade,
  deed_id uuid not null,
  device_id uuid not null,
  person_id uuid not null,
  programme_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('stamp', 'earn', 'reward', 'stamp_reward', 'points_off', 'voucher')),
  points bigint not null default 0,
  stamps int not null default 0,
  amount_minor bigint,
  -- what undoing needs to know
  transaction_id uuid,
  order_ref text,
  request_key text not null,
  offline boolean not null default false,
  at timestamptz not null,
  undone_at timestamptz,
  primary key (workspace_id, deed_id),
  unique (workspace_id, request_key),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
create index loyalty_till_deeds_person on loyalty_till_deeds (workspace_id, person_id, at desc);
create index loyalty_till_deeds_member on loyalty_till_deeds (workspace_id, member_id, at desc);
call isolate('loyalty_till_deeds');

-- Whose programme this is, asked by the join page before the workspace is known.
call readable_by_owner('loyalty_programmes');

create function find_programme_workspace(wanted uuid) returns uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from loyalty_programmes where programme_id = wanted and status = 'active'
$$;
