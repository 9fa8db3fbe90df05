-- The application connects as regulars_app: it owns nothing and cannot bypass row-level security.
do $$ begin
  if not exists (select from pg_roles where rolname = 'regulars_app') then create role regulars_app nologin; end if;
end $$;
do $$ begin execute format('grant regulars_app to %I', current_user); end $$;
grant usage on schema public to regulars_app;
alter default privileges in schema public grant select, insert, update, delete on tables to regulars_app;
alter default privileges in schema public grant usage on sequences to regulars_app;

create extension if not exists pg_trgm;

-- The workspace of the running transaction; without one every policy is false, so nothing is visible.
create function current_workspace() returns uuid language sql stable
  return nullif(current_setting('app.workspace_id', true), '')::uuid;

-- One line per table, so that no table can forget a part of the isolation.
create procedure isolate(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy workspace_isolation on %s using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))', target);
end $$;

create table workspaces (
  workspace_id uuid primary key,
  name text not null,
  time_zone text not null default 'UTC',
  currency text not null default 'EUR',
  locale text not null default 'en',
  -- null = computed from the shop's own repeat intervals
  silence_days int check (silence_days between 1 and 3650),
  is_sample boolean not null default false,
  next_customer_number int not null default 1,
  created_at timestamptz not null default now()
);
call isolate('workspaces');

create table api_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  api_key_id uuid not null,
  kind text not null check (kind in ('write', 'server')),
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, api_key_id),
  unique (workspace_id, key_hash)
);
create index api_keys_lookup on api_keys (key_hash);
call isolate('api_keys');

-- A key arrives before its workspace is known. The functions below answer only "which workspace", as the schema's owner,
-- who needs a policy of its own because row-level security is forced for owners too.
create procedure readable_by_owner(target regclass) language plpgsql as $$
begin
  execute format('create policy owner_lookup on %s for select to %I using (true)', target, current_user);
end $$;

call readable_by_owner('workspaces');
call readable_by_owner('api_keys');

create function find_api_key(hash bytea)
  returns table (workspace_id uuid, api_key_id uuid, kind text)
  language sql stable security definer set search_path = public as $$
  select k.workspace_id, k.api_key_id, k.kind from api_keys k where k.key_hash = hash and k.revoked_at is null
$$;

create function list_workspace_ids() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from workspaces
$$;
