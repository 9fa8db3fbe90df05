-- What people at the shop know and promise about a customer. Rows keep the customer they were written for; who was joined to
-- whom is followed when reading, so that a separation gives everybody their own back. No foreign keys to customers: see 0002.
create table customer_notes (
  workspace_id uuid not null references workspaces on delete cascade,
  note_id uuid not null,
  customer_id uuid not null,
  text text not null,
  is_pinned boolean not null default false,
  author_kind text not null check (author_kind in ('person', 'key', 'system')),
  author_id uuid,
  created_at timestamptz not null,
  edited_at timestamptz,
  -- a removed row can be had back for a day
  removed_at timestamptz,
  primary key (workspace_id, note_id)
);
create index customer_notes_customer on customer_notes (workspace_id, customer_id);
call isolate('customer_notes');

create table customer_dates (
  workspace_id uuid not null references workspaces on delete cascade,
  date_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('birthday', 'anniversary', 'name_day', 'other')),
  label text,
  month int not null check (month between 1 and 12),
  day int not null check (day between 1 and 31),
  -- not everybody tells the year
  year int check (year between 1800 and 2200),
  author_kind text not null check (author_kind in ('person', 'key', 'system')),
  author_id uuid,
  created_at timestamptz not null,
  edited_at timestamptz,
  removed_at timestamptz,
  primary key (workspace_id, date_id),
  check (kind <> 'other' or label is not null)
);
create index customer_dates_customer on customer_dates (workspace_id, customer_id);
create index customer_dates_day on customer_dates (workspace_id, month, day) where removed_at is null;
call isolate('customer_dates');

create table customer_preferences (
  workspace_id uuid not null references workspaces on delete cascade,
  customer_id uuid not null,
  channel text check (channel in ('email', 'sms', 'phone', 'push', 'post')),
  locale text,
  -- local times of the customer; from after until means over midnight
  quiet_from time,
  quiet_until time,
  frequency text check (frequency in ('any', 'weekly', 'monthly', 'quarterly', 'never')),
  interests text[] not null default '{}',
  changed_at timestamptz not null,
  primary key (workspace_id, customer_id)
);
call isolate('customer_preferences');

-- The words for interests that a workspace offers; a customer may have others.
create table interests (
  workspace_id uuid not null references workspaces on delete cascade,
  word text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, word)
);
call isolate('interests');

-- The file itself lies under DATA_DIR at `path`, below attachments/<workspace>/, under a random name.
create table customer_attachments (
  workspace_id uuid not null references workspaces on delete cascade,
  attachment_id uuid not null,
  customer_id uuid not null,
  file_name text not null,
  content_type text not null,
  bytes int not null,
  path text not null,
  author_kind text not null check (author_kind in ('person', 'key', 'system')),
  author_id uuid,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, attachment_id)
);
create index customer_attachments_customer on customer_attachments (workspace_id, customer_id);
call isolate('customer_attachments');
call readable_by_owner('customer_attachments');

-- Files whose row is gone; the row here goes when the file has.
create table attachment_leftovers (
  workspace_id uuid not null references workspaces on delete cascade,
  path text not null,
  primary key (workspace_id, path)
);
call isolate('attachment_leftovers');
call readable_by_owner('attachment_leftovers');

-- Append-only: what was agreed to or taken back, and the proof of it. The newest entry of a channel and purpose is in force.
create table consent_entries (
  workspace_id uuid not null references workspaces on delete cascade,
  consent_id uuid not null,
  customer_id uuid not null,
  channel text not null check (channel in ('email', 'sms', 'phone', 'push', 'post')),
  purpose text not null check (purpose in ('marketing', 'service', 'profiling')),
  state text not null check (state in ('given', 'withdrawn')),
  -- when the customer said so, and when it was written down
  stated_at timestamptz not null,
  recorded_at timestamptz not null,
  method text not null check (method in ('form', 'paper', 'verbal', 'import', 'link')),
  -- the words the customer was shown or told
  wording text,
  evidence_id uuid,
  author_kind text not null check (author_kind in ('person', 'key', 'system')),
  author_id uuid,
  primary key (workspace_id, consent_id)
);
create index consent_entries_customer on consent_entries (workspace_id, customer_id, channel, purpose, stated_at desc);
call isolate('consent_entries');
-- Nobody rewrites what was agreed; a whole customer is erased all the same.
revoke update on consent_entries from regulars_app;

-- Who has whose page open. Lost with a crash, and nobody minds.
create unlogged table customer_presence (
  workspace_id uuid not null,
  customer_id uuid not null,
  person_id uuid not null,
  seen_at timestamptz not null,
  primary key (workspace_id, customer_id, person_id)
);
call isolate('customer_presence');

create index customer_notes_removed on customer_notes (workspace_id, removed_at) where removed_at is not null;
create index customer_dates_removed on customer_dates (workspace_id, removed_at) where removed_at is not null;
create index customer_attachments_removed on customer_attachments (workspace_id, removed_at) where removed_at is not null;
call readable_by_owner('customer_notes');
call readable_by_owner('customer_dates');

-- Workspaces in which something was removed longer ago than it is kept, or files wait to go.
create function list_workspaces_with_care_leftovers(removed_before timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from customer_notes where removed_at < removed_before
  union select workspace_id from customer_dates where removed_at < removed_before
  union select workspace_id from customer_attachments where removed_at < removed_before
  union select workspace_id from attachment_leftovers
$$;
