-- What must hold of a workspace's ledger is reckoned again by itself while something is written to it; here stands the last time.
create table loyalty_ledger_checks (
  workspace_id uuid primary key references workspaces on delete cascade,
  checked_at timestamptz not null,
  -- how long it took: a large ledger is looked at less often
  took_ms bigint not null,
  -- the chain's end by then: nothing has changed while it is the same
  sequence bigint not null,
  broken jsonb not null
);
call isolate('loyalty_ledger_checks');
