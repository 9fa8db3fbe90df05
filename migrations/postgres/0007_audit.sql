-- Who did what, append-only: each entry carries the hash of the one before, so that nothing can be changed or left out unseen.
create table audit_entries (
  workspace_id uuid not null references workspaces on delete cascade,
  sequence bigint not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
  actor_id uuid,
  action text not null,
  target_kind text not null,
  target_id text,
  -- identifiers and names of fields only: what a customer is called or said must not outlive an erasure here
  detail jsonb not null default '{}',
  hash bytea not null,
  primary key (workspace_id, sequence)
);
create index audit_entries_action on audit_entries (workspace_id, action, sequence desc);
create index audit_entries_target on audit_entries (workspace_id, target_kind, target_id, sequence desc);
call isolate('audit_entries');
revoke update, delete on audit_entries from regulars_app;

-- The end of the chain: its row lock makes writers take turns, and a cut-off tail is noticed.
create table audit_heads (
  workspace_id uuid primary key references workspaces on delete cascade,
  sequence bigint not null default 0,
  hash bytea not null default ''
);
call isolate('audit_heads');
revoke delete on audit_heads from regulars_app;
