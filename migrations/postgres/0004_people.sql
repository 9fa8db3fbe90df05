-- People belong to the installation, not to a workspace: one person may work in several. What ties them together is the
-- membership, which is isolated like every other row of a workspace. The columns are those better-auth reads and writes.
create table people (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table person_sessions (
  id uuid primary key,
  person_id uuid not null references people on delete cascade,
  -- half of the cookie: without the installation's signature over it, a copy of this table opens nothing
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index person_sessions_person on person_sessions (person_id);
create index person_sessions_expiry on person_sessions (expires_at);

-- One row per way a person can sign in; a password is a scrypt hash.
create table person_accounts (
  id uuid primary key,
  person_id uuid not null references people on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index person_accounts_person on person_accounts (person_id);

create table person_verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index person_verifications_identifier on person_verifications (identifier);

create table memberships (
  workspace_id uuid not null references workspaces on delete cascade,
  person_id uuid not null references people on delete cascade,
  role text not null check (role in ('owner', 'manager', 'marketer', 'agent', 'staff', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, person_id)
);
create index memberships_person on memberships (person_id);
call isolate('memberships');
call readable_by_owner('memberships');

-- A person signs in before their workspace is known: where they belong, oldest membership first.
create function find_memberships(person uuid)
  returns table (
    workspace_id uuid, role text, name text, time_zone text, currency text, locale text, silence_days int, is_sample boolean
  )
  language sql stable security definer set search_path = public as $$
  select w.workspace_id, m.role, w.name, w.time_zone, w.currency, w.locale, w.silence_days, w.is_sample
  from memberships m join workspaces w using (workspace_id)
  where m.person_id = person
  order by m.created_at, w.workspace_id
$$;
