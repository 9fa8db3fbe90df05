-- People joined by hand. What both were is kept, so that separating them gives each back exactly what was theirs; it holds personal
-- data, so erasing a person erases it here. The projector fills it, in the order of the log.
create table customer_merges (
  workspace_id uuid not null references workspaces on delete cascade,
  merge_id uuid not null,
  from_id uuid not null,
  into_id uuid not null,
  status text not null default 'pending' check (status in ('pending', 'merged', 'failed', 'separating', 'separated')),
  -- why it failed, or why the two could not be separated
  reason text,
  actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
  actor_id uuid,
  created_at timestamptz not null,
  merged_at timestamptz,
  separated_at timestamptz,
  -- of the event that joined them: what lies behind it in the log arrived since
  position bigint,
  kept jsonb,
  primary key (workspace_id, merge_id)
);
create index customer_merges_newest on customer_merges (workspace_id, created_at desc, merge_id desc);
create index customer_merges_into on customer_merges (workspace_id, into_id);
create index customer_merges_from on customer_merges (workspace_id, from_id);
call isolate('customer_merges');

-- Pairs that look like one person, found by a search over everybody; `a` is the smaller id.
create table duplicate_suggestions (
  workspace_id uuid not null references workspaces on delete cascade,
  a_id uuid not null,
  b_id uuid not null,
  -- 0 to 100
  score smallint not null,
  -- [{code, …}]: why; the words are in src/i18n
  reasons jsonb not null,
  search_id uuid not null,
  primary key (workspace_id, a_id, b_id),
  check (a_id < b_id)
);
create index duplicate_suggestions_best on duplicate_suggestions (workspace_id, score desc, a_id, b_id);
create index duplicate_suggestions_b on duplicate_suggestions (workspace_id, b_id);
call isolate('duplicate_suggestions');

create table duplicate_searches (
  workspace_id uuid primary key references workspaces on delete cascade,
  search_id uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  customers int not null default 0,
  found int not null default 0
);
call isolate('duplicate_searches');

-- Somebody looked at these two and said that they are two.
create table distinct_customers (
  workspace_id uuid not null references workspaces on delete cascade,
  a_id uuid not null,
  b_id uuid not null,
  actor_id uuid,
  said_at timestamptz not null,
  primary key (workspace_id, a_id, b_id),
  check (a_id < b_id)
);
create index distinct_customers_b on distinct_customers (workspace_id, b_id);
call isolate('distinct_customers');

-- What a workspace means by a trait: its name for people, its type, its choices.
create table trait_definitions (
  workspace_id uuid not null references workspaces on delete cascade,
  trait text not null check (length(trait) between 1 and 64),
  label text not null,
  kind text not null check (kind in ('text', 'number', 'boolean', 'date', 'choice')),
  options text[] not null default '{}',
  help text,
  created_at timestamptz not null,
  primary key (workspace_id, trait)
);
call isolate('trait_definitions');

-- One change to many customers. Who they are is written down before anything changes, so that a run that was cut off goes on.
create table bulk_edits (
  workspace_id uuid not null references workspaces on delete cascade,
  bulk_edit_id uuid not null,
  -- {kind: add_tag | remove_tag | set_trait, …}
  change jsonb not null,
  -- {customerIds} or {query}
  selection jsonb not null,
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'undoing', 'undone')),
  -- whether everybody the selection means is written down
  collected boolean not null default false,
  total int not null default 0,
  changed int not null default 0,
  restored int not null default 0,
  -- not given back, because somebody has changed it since
  kept int not null default 0,
  request_key text,
  actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
  actor_id uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  undone_at timestamptz,
  primary key (workspace_id, bulk_edit_id)
);
create unique index bulk_edits_request on bulk_edits (workspace_id, request_key) where request_key is not null;
create index bulk_edits_newest on bulk_edits (workspace_id, created_at desc, bulk_edit_id desc);
call isolate('bulk_edits');

create table bulk_edit_customers (
  workspace_id uuid not null,
  bulk_edit_id uuid not null,
  customer_id uuid not null,
  -- waiting → told (in the log) → undone; the projector says what was there before, at the moment it changed it
  state text not null default 'waiting' check (state in ('waiting', 'told', 'undone')),
  -- {value, at}: what was there before (value missing = nothing), and the time of what stands there since; null = nothing changed
  before jsonb,
  primary key (workspace_id, bulk_edit_id, customer_id),
  foreign key (workspace_id, bulk_edit_id) references bulk_edits on delete cascade
);
create index bulk_edit_customers_open on bulk_edit_customers (workspace_id, bulk_edit_id, state, customer_id);
create index bulk_edit_customers_customer on bulk_edit_customers (workspace_id, customer_id);
call isolate('bulk_edit_customers');

-- Ways to look at the list of customers that somebody wants to see again.
create table customer_views (
  workspace_id uuid not null references workspaces on delete cascade,
  view_id uuid not null,
  person_id uuid not null references people on delete cascade,
  name text not null,
  shared boolean not null default false,
  -- search, filter, traits, tags, sort, direction, as the list's address has them
  query jsonb not null default '{}',
  columns text[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, view_id)
);
create index customer_views_person on customer_views (workspace_id, person_id);
call isolate('customer_views');

-- The view with which a person's list opens.
create table customer_view_defaults (
  workspace_id uuid not null,
  person_id uuid not null references people on delete cascade,
  view_id uuid not null,
  primary key (workspace_id, person_id),
  foreign key (workspace_id, view_id) references customer_views on delete cascade
);
create index customer_view_defaults_view on customer_view_defaults (workspace_id, view_id);
call isolate('customer_view_defaults');
