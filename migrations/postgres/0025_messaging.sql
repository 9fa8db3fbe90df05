create table message_templates (
  workspace_id uuid not null references workspaces on delete cascade,
  template_id uuid not null,
  name text not null,
  purpose text not null check (purpose in ('transactional', 'useful', 'promotional')),
  channel text not null default 'email' check (channel in ('email')),
  -- what one may unsubscribe from alone
  topic text,
  version int not null default 1,
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, template_id)
);
create unique index message_templates_name on message_templates (workspace_id, lower(name));
call isolate('message_templates');

-- Every version stays, so that what was sent can be seen.
create table message_template_versions (
  workspace_id uuid not null,
  template_id uuid not null,
  version int not null,
  variants jsonb not null,
  created_at timestamptz not null,
  primary key (workspace_id, template_id, version),
  foreign key (workspace_id, template_id) references message_templates on delete cascade
);
call isolate('message_template_versions');

-- The outbox: a row before the conversation with the mail server, the result after.
create table messages (
  workspace_id uuid not null references workspaces on delete cascade,
  message_id uuid not null,
  message_key text not null,
  -- null: a test that somebody sends to themselves
  customer_id uuid,
  template_id uuid not null,
  template_version int,
  purpose text not null check (purpose in ('transactional', 'useful', 'promotional')),
  channel text not null check (channel in ('email')),
  source_kind text not null check (source_kind in ('journey', 'campaign', 'manual', 'api', 'test')),
  source_id text not null,
  source_run text,
  data jsonb not null default '{}',
  state text not null default 'queued'
    check (state in ('queued', 'claimed', 'handed_over', 'deferred', 'failed', 'unknown', 'suppressed')),
  -- why it waits, failed or was held back
  reason text,
  -- what the mail server said: its code alone
  answer text,
  priority smallint not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  -- grows with every claim: who holds an older number may write nothing
  fence int not null default 0,
  lease_until timestamptz,
  -- the conversation may have begun; what counts towards the caps
  decided_at timestamptz,
  -- the day of it where the person lives
  decided_on date,
  finished_at timestamptz,
  address text,
  locale text,
  subject text,
  html text,
  body text,
  links jsonb not null default '[]',
  delivery text check (delivery in ('smtp', 'viewer')),
  opened_at timestamptz,
  clicked_at timestamptz,
  queued_at timestamptz not null,
  primary key (workspace_id, message_id),
  unique (workspace_id, message_key)
);
create index messages_due on messages (workspace_id, priority, due_at) where state in ('queued', 'deferred');
create index messages_leases on messages (workspace_id, lease_until) where state = 'claimed';
create index messages_customer on messages (workspace_id, customer_id, decided_on) where decided_at is not null;
create index messages_newest on messages (workspace_id, message_id desc);
call isolate('messages');
call readable_by_owner('messages');

-- Addresses that get nothing, as keyed hashes: they outlive the person they belonged to.
create table message_suppressions (
  workspace_id uuid not null references workspaces on delete cascade,
  address_hash bytea not null,
  reason text not null check (reason in ('bounced', 'complained')),
  -- enough for somebody who knows the address to recognise it
  hint text not null,
  customer_id uuid,
  added_at timestamptz not null,
  primary key (workspace_id, address_hash)
);
call isolate('message_suppressions');

create table message_policies (
  workspace_id uuid primary key references workspaces on delete cascade,
  policy jsonb not null,
  updated_at timestamptz not null
);
call isolate('message_policies');

-- What somebody chose in the preference centre; consents, frequency and language are kept with the other preferences.
create table message_topic_choices (
  workspace_id uuid not null references workspaces on delete cascade,
  customer_id uuid not null,
  topic text not null,
  subscribed boolean not null,
  chosen_at timestamptz not null,
  primary key (workspace_id, customer_id, topic)
);
call isolate('message_topic_choices');

create function list_workspaces_with_messages(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from messages
  where state in ('queued', 'deferred') and due_at <= at or state = 'claimed' and lease_until < now()
$$;
