-- Which shop a till stands in: what is done at it counts there.
alter table loyalty_till_devices add column shop text;

-- Nothing is earned or redeemed by who is blocked; what time and refunds do goes on.
alter table loyalty_members add column blocked_at timestamptz;

-- From which browser a card was opened, as a keyed hash: one that opens many stands out.
alter table loyalty_cards add column device_hash bytea;
create index loyalty_cards_device on loyalty_cards (workspace_id, device_hash) where device_hash is not null;

create index loyalty_till_deeds_at on loyalty_till_deeds (workspace_id, programme_id, at);

-- What somebody decided about something suspicious. What is suspicious is found anew in the books each time; `seen_until` says up to
-- which moment it was looked at, so that what came later asks again.
create table loyalty_findings (
  workspace_id uuid not null,
  programme_id uuid not null,
  finding text not null,
  decision text not null check (decision in ('fine', 'look', 'block')),
  seen_until timestamptz not null,
  -- what it rested on then
  evidence jsonb not null,
  -- members who are blocked by it
  blocked uuid[] not null default '{}',
  decided_by uuid not null,
  decided_at timestamptz not null,
  primary key (workspace_id, programme_id, finding),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_findings');

-- Where a card leads beside the till: to order ahead, or to book a time.
create table loyalty_card_settings (
  workspace_id uuid not null,
  programme_id uuid not null,
  link_kind text not null check (link_kind in ('order', 'book')),
  link_url text not null,
  primary key (workspace_id, programme_id),
  foreign key (workspace_id, programme_id) references loyalty_programmes on delete cascade
);
call isolate('loyalty_card_settings');

-- A code that was sent to a phone: once, for a few minutes, for a few tries.
create table loyalty_phone_codes (
  workspace_id uuid not null,
  card_id uuid not null,
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  primary key (workspace_id, card_id),
  foreign key (workspace_id, card_id) references loyalty_cards on delete cascade
);
call isolate('loyalty_phone_codes');

-- Certificates and keys with which passes for wallets are signed.
create table loyalty_wallets (
  workspace_id uuid not null references workspaces on delete cascade,
  wallet text not null check (wallet in ('apple', 'google')),
  settings jsonb not null,
  sealed bytea not null,
  updated_at timestamptz not null,
  primary key (workspace_id, wallet)
);
call isolate('loyalty_wallets');
call readable_by_owner('loyalty_wallets');

-- A card that lies in a wallet, and when what it shows changed.
create table loyalty_wallet_passes (
  workspace_id uuid not null,
  wallet text not null check (wallet in ('apple', 'google')),
  card_id uuid not null,
  shown_hash bytea not null,
  changed_at timestamptz not null,
  told_at timestamptz,
  primary key (workspace_id, wallet, card_id),
  foreign key (workspace_id, card_id) references loyalty_cards on delete cascade
);
call isolate('loyalty_wallet_passes');

-- Phones that want to hear when a pass changes.
create table loyalty_wallet_devices (
  workspace_id uuid not null,
  device_id text not null,
  card_id uuid not null,
  sealed bytea not null,
  registered_at timestamptz not null,
  primary key (workspace_id, device_id, card_id),
  foreign key (workspace_id, card_id) references loyalty_cards on delete cascade
);
create index loyalty_wallet_devices_card on loyalty_wallet_devices (workspace_id, card_id);
call isolate('loyalty_wallet_devices');

create function list_workspaces_with_wallets() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from loyalty_wallets
$$;
