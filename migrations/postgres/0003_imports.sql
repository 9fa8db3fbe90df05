create table imports (
  workspace_id uuid not null references workspaces on delete cascade,
  import_id uuid not null,
  kind text not null check (kind in ('orders', 'customers', 'events')),
  file_name text not null,
  -- below the data directory for uploads, absolute for a file named on the command line
  file_path text not null,
  file_bytes bigint not null,
  file_sha256 text,
  -- {layout, headings, estimatedRows}: how the file is read, found once
  reading jsonb not null,
  mapping jsonb not null,
  status text not null check (status in ('draft', 'queued', 'reading', 'writing', 'projecting', 'done', 'failed', 'undoing', 'undone')),
  -- {bytesRead,totalBytes,rows,orders,skipped…}: what the page's bar and the summary show
  progress jsonb not null default '{}',
  -- where to go on after a crash; {run} is the run that may write, an older one is refused
  checkpoint jsonb not null default '{}',
  -- {reason, message, details}
  error jsonb,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, import_id)
);
create index imports_same_file on imports (workspace_id, file_sha256);
call isolate('imports');
