-- Invitations: the link holds a random token, this table its SHA-256. A new link replaces the hash, so that the old one dies.
create table invitations (
  workspace_id uuid not null references workspaces on delete cascade,
  invitation_id uuid not null,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'manager', 'marketer', 'agent', 'staff', 'viewer')),
  locale text not null,
  token_hash bytea not null,
  invited_by uuid references people on delete set null,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (workspace_id, invitation_id),
  unique (workspace_id, token_hash)
);
create index invitations_lookup on invitations (token_hash);
create unique index invitations_open on invitations (workspace_id, email) where accepted_at is null and withdrawn_at is null;
call isolate('invitations');
call readable_by_owner('invitations');

-- Whoever opens a link has no workspace yet: which invitation it is, and nothing else.
create function find_invitation(hash bytea) returns table (workspace_id uuid, invitation_id uuid)
  language sql stable security definer set search_path = public as $$
  select i.workspace_id, i.invitation_id from invitations i where i.token_hash = hash
$$;

-- A workspace that is to go: until delete_after it can be called back. The program can neither write these rows nor bring the
-- moment forward except through the functions below, which is what keeps a live workspace's audit log from being deleted.
create table workspace_deletions (
  workspace_id uuid primary key references workspaces on delete cascade,
  job_id uuid not null,
  requested_by uuid references people on delete set null,
  requested_at timestamptz not null,
  delete_after timestamptz not null
);
call isolate('workspace_deletions');
call readable_by_owner('workspace_deletions');
revoke insert, update, delete on workspace_deletions from regulars_app;

create function schedule_workspace_deletion(workspace uuid, job uuid, person uuid) returns timestamptz
  language plpgsql security definer set search_path = public as $$
declare due timestamptz;
begin
  if workspace is distinct from current_workspace() then raise exception 'not the workspace of this transaction'; end if;
  insert into workspace_deletions values (workspace, job, person, now(), now() + interval '7 days')
    on conflict (workspace_id) do nothing;
  select delete_after into due from workspace_deletions where workspace_id = workspace;
  return due;
end $$;

create function call_off_workspace_deletion(workspace uuid) returns boolean
  language plpgsql security definer set search_path = public as $$
begin
  if workspace is distinct from current_workspace() then raise exception 'not the workspace of this transaction'; end if;
  delete from workspace_deletions where workspace_id = workspace and delete_after > now();
  return found;
end $$;

create function find_workspace_deletions(person uuid) returns table (workspace_id uuid, delete_after timestamptz)
  language sql stable security definer set search_path = public as $$
  select d.workspace_id, d.delete_after from workspace_deletions d join memberships m using (workspace_id) where m.person_id = person
$$;

create function list_due_workspace_deletions() returns table (workspace_id uuid, job_id uuid)
  language sql stable security definer set search_path = public as $$
  select d.workspace_id, d.job_id from workspace_deletions d where d.delete_after <= now()
$$;

-- Removes up to at_most rows of one table of a workspace whose time has come. Rows that others still refer to are left for a
-- later turn: null says that something is in the way.
create function delete_workspace_rows(workspace uuid, target text, at_most int) returns int
  language plpgsql security definer set search_path = public as $$
declare removed int;
begin
  if not exists (select from workspace_deletions where workspace_id = workspace and delete_after <= now()) then
    raise exception 'this workspace is not to be deleted';
  end if;
  perform set_config('app.workspace_id', workspace::text, true);
  execute format(
    'with some as (select tableoid as part, ctid as place from %1$I where workspace_id = $1 limit $2)
     delete from %1$I t using some where t.ctid = some.place and t.tableoid = some.part and t.workspace_id = $1', target) using workspace, at_most;
  get diagnostics removed = row_count;
  return removed;
exception when foreign_key_violation then return null;
end $$;

-- The last step: what was written meanwhile, and the workspace itself. Who appends to its log holds the row of event_writers, so
-- that an append either ends before this and its events go, too, or comes after and finds no workspace.
create function finish_workspace_deletion(workspace uuid) returns void
  language plpgsql security definer set search_path = public as $$
declare
  target record;
  removed int;
  moved bool;
  blocked bool;
begin
  if not exists (select from workspace_deletions where workspace_id = workspace and delete_after <= now()) then
    raise exception 'this workspace is not to be deleted';
  end if;
  perform set_config('app.workspace_id', workspace::text, true);
  perform from event_writers where workspace_id = workspace for update;
  loop
    moved := false;
    blocked := false;
    for target in select name from list_workspace_tables() where name not in ('workspaces', 'workspace_deletions', 'event_writers') loop
      removed := delete_workspace_rows(workspace, target.name, 2000000000);
      moved := moved or removed > 0;
      blocked := blocked or removed is null;
    end loop;
    exit when not blocked;
    if not moved then raise exception 'rows of this workspace refer to each other in a circle'; end if;
  end loop;
  delete from workspaces where workspace_id = workspace;
end $$;

-- The tables that hold rows of workspaces, and roughly how many rows each has; partitions are reached through their parent.
create function list_workspace_tables() returns table (name text, size bigint)
  language sql stable security definer set search_path = public as $$
  select c.relname::text, greatest(c.reltuples, 0)::bigint from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
$$;

-- A workspace whose time has come is projected no more.
create or replace function list_workspace_ids() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select w.workspace_id from workspaces w
  where not exists (select from workspace_deletions d where d.workspace_id = w.workspace_id and d.delete_after <= now())
$$;

alter table api_keys
  -- null: everything a server key may do
  add column scopes text[],
  -- where a browser may use the key from; empty: from anywhere
  add column origins text[] not null default '{}',
  add column expires_at timestamptz,
  -- after a rotation the secret before it works on until then
  add column previous_hash bytea,
  add column previous_until timestamptz,
  add column rotated_at timestamptz,
  add column created_by uuid references people on delete set null;
create index api_keys_previous on api_keys (previous_hash) where previous_hash is not null;

-- valid_until: the moment from which this very secret opens nothing any more; null: none is set.
drop function find_api_key(bytea);
create function find_api_key(hash bytea)
  returns table (workspace_id uuid, api_key_id uuid, kind text, scopes text[], origins text[], valid_until timestamptz)
  language sql stable security definer set search_path = public as $$
  select k.workspace_id, k.api_key_id, k.kind, k.scopes, k.origins,
    least(k.expires_at, case when k.key_hash = hash then null else k.previous_until end)
  from api_keys k
  where (k.key_hash = hash or (k.previous_hash = hash and k.previous_until > now()))
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    and not exists (select from workspace_deletions d where d.workspace_id = k.workspace_id)
$$;

-- How the business shows itself in every message and on every page; without a row it is its name in the product's colours.
create table brands (
  workspace_id uuid primary key references workspaces on delete cascade,
  name text,
  colour text check (colour ~ '^#[0-9a-f]{6}$'),
  accent text check (accent ~ '^#[0-9a-f]{6}$'),
  -- {"hu": "informal"}; what is not there is the language's usual address
  voice jsonb not null default '{}',
  address text,
  website text,
  support_email text,
  logo bytea check (octet_length(logo) <= 204800),
  logo_type text check (logo_type in ('image/png', 'image/jpeg', 'image/webp')),
  -- the start of its SHA-256, for addresses that may be cached for ever
  logo_version text,
  updated_at timestamptz not null
);
call isolate('brands');
