-- Sessions of our own (docs/decisions/0010-sign-in-of-our-own.md): everybody signs in once more. These tables belong to
-- people, not to a workspace (docs/decisions/0003-people-belong-to-the-installation.md).
drop table person_sessions;
drop table person_verifications;

create table person_sessions (
  session_id uuid primary key,
  person_id uuid not null references people on delete cascade,
  -- SHA-256 of what the cookie holds: a copy of this table opens nothing
  token_hash bytea not null unique,
  opened_by text not null check (opened_by in ('password', 'passkey', 'oidc')),
  -- opened with two factors, or with one that is two by itself: a passkey that asked for a finger or a PIN
  is_two_factor boolean not null default false,
  browser text,
  system text,
  -- the workspace the person looks at; null or one they no longer belong to means their oldest
  chosen_workspace uuid,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- when they last proved who they are; sensitive changes want this to be recent
  proved_at timestamptz not null
);
create index person_sessions_person on person_sessions (person_id);
create index person_sessions_seen on person_sessions (seen_at);

-- One row per way to sign in: provider 'credential' has a password; any other provider is an OpenID issuer, the account its subject.
alter table person_accounts
  drop column access_token, drop column refresh_token, drop column id_token,
  drop column access_token_expires_at, drop column refresh_token_expires_at, drop column scope;

create table person_totp (
  person_id uuid primary key references people on delete cascade,
  -- AES-256-GCM under the installation's secret
  secret bytea not null,
  created_at timestamptz not null,
  -- null until a first code has proved that the app has the secret
  confirmed_at timestamptz,
  -- the newest time step a code was accepted for: it and everything older is refused from then on
  last_step bigint not null default 0
);

create table person_recovery_codes (
  person_id uuid not null references people on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);

create table person_passkeys (
  passkey_id uuid primary key,
  person_id uuid not null references people on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  is_synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index person_passkeys_person on person_passkeys (person_id);

-- What was begun and may be finished once, soon: the second step of a sign-in, a passkey ceremony, a round trip to the
-- OpenID provider, a password link. The browser or the mail holds the token, this table its SHA-256.
create table person_challenges (
  token_hash bytea primary key,
  kind text not null check (kind in ('second_factor', 'passkey_sign_in', 'passkey_new', 'oidc', 'password_reset')),
  person_id uuid references people on delete cascade,
  data jsonb not null default '{}',
  attempts int not null default 0,
  expires_at timestamptz not null
);
create index person_challenges_person on person_challenges (person_id, kind);
create index person_challenges_expiry on person_challenges (expires_at);

alter table workspaces add column require_second_factor boolean not null default false;

drop function find_memberships(uuid);
create function find_memberships(person uuid)
  returns table (
    workspace_id uuid, role text, name text, time_zone text, currency text, locale text, silence_days int, is_sample boolean,
    require_second_factor boolean
  )
  language sql stable security definer set search_path = public as $$
  select w.workspace_id, m.role, w.name, w.time_zone, w.currency, w.locale, w.silence_days, w.is_sample,
    w.require_second_factor
  from memberships m join workspaces w using (workspace_id)
  where m.person_id = person
  order by m.created_at, w.workspace_id
$$;
