-- The record of what was done may be shortened at its beginning. What is left starts from the hash of the last entry that went;
-- the seal is keyed with the installation's secret, so that nobody who has only the database can move the beginning.
alter table audit_heads
  add column pruned_sequence bigint not null default 0,
  add column pruned_hash bytea not null default '',
  add column pruned_seal bytea;

-- The program itself cannot delete entries; this function can, and only what is older than a year.
create function prune_audit(through bigint, seal bytea) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  last audit_entries;
  gone bigint;
begin
  select * into last from audit_entries where workspace_id = current_workspace() and sequence = through;
  if last is null or last.at > now() - interval '365 days' then
    raise exception 'entries of the last 365 days stay';
  end if;
  if through >= (select sequence from audit_heads where workspace_id = current_workspace()) then
    raise exception 'the last entry stays';
  end if;
  delete from audit_entries where workspace_id = current_workspace() and sequence <= through;
  get diagnostics gone = row_count;
  update audit_heads set pruned_sequence = through, pruned_hash = last.hash, pruned_seal = seal
    where workspace_id = current_workspace();
  return gone;
end $$;

-- Tries of signing in, resetting and the like, counted for all processes together. What a crash forgets is a few minutes old.
create unlogged table rate_limits (
  name text not null,
  -- of an address or an account, which are not to be read here
  key_hash bytea not null,
  tokens double precision not null,
  at timestamptz not null,
  allowed boolean not null,
  primary key (name, key_hash)
);
