-- How messages of a workspace leave. Keys and passwords are sealed; they never come back out.
create table message_channels (
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('email', 'sms', 'push', 'webhook')),
  provider text not null,
  settings jsonb not null default '{}',
  sealed bytea,
  is_on boolean not null,
  -- the last conversation with it
  spoken_at timestamptz,
  trouble text,
  updated_at timestamptz not null,
  primary key (workspace_id, channel)
);
call isolate('message_channels');

-- Who may tell of bounces and complaints, and what proves it.
create table message_report_sources (
  workspace_id uuid not null references workspaces on delete cascade,
  source text not null check (source in ('ses', 'sendgrid', 'postmark', 'mailgun', 'mail')),
  sealed bytea,
  heard_at timestamptz,
  updated_at timestamptz not null,
  primary key (workspace_id, source)
);
call isolate('message_report_sources');

-- Reports that came before the send they speak of was recorded; they wait for it.
create table message_early_reports (
  workspace_id uuid not null references workspaces on delete cascade,
  provider text not null,
  reference text not null,
  kind text not null check (kind in ('delivered', 'undelivered', 'bounced', 'complained')),
  code text,
  reported_at timestamptz not null,
  received_at timestamptz not null,
  primary key (workspace_id, provider, reference, kind)
);
create index message_early_reports_age on message_early_reports (workspace_id, received_at);
call isolate('message_early_reports');

create table push_devices (
  workspace_id uuid not null references workspaces on delete cascade,
  device_id uuid not null,
  customer_id uuid not null,
  endpoint_hash bytea not null,
  -- endpoint and keys
  sealed bytea not null,
  name text,
  added_at timestamptz not null,
  primary key (workspace_id, device_id),
  unique (workspace_id, endpoint_hash)
);
create index push_devices_customer on push_devices (workspace_id, customer_id);
call isolate('push_devices');

alter table message_templates drop constraint message_templates_channel_check,
  add check (channel in ('email', 'sms', 'push', 'webhook'));

alter table messages drop constraint messages_channel_check, drop constraint messages_delivery_check,
  add check (channel in ('email', 'sms', 'push', 'webhook')),
  add check (delivery in ('smtp', 'viewer', 'provider')),
  -- null: the policy picks one that reaches the person
  add column wanted_channel text check (wanted_channel in ('email', 'sms', 'push', 'webhook')),
  add column provider text,
  add column reference text,
  -- what was told of it afterwards; never goes back
  add column reported text check (reported in ('delivered', 'undelivered', 'bounced', 'complained')),
  add column reported_at timestamptz,
  add column segments int;
create index messages_reference on messages (workspace_id, provider, reference) where reference is not null;
create index messages_address on messages (workspace_id, address, decided_at desc) where address is not null;

alter table message_suppressions
  add column channel text not null default 'email' check (channel in ('email', 'sms')),
  add column source text,
  add column message_id uuid;
create index message_suppressions_newest on message_suppressions (workspace_id, added_at desc);

-- Asked for, and not yet confirmed from the address itself.
alter table message_topic_choices add column is_pending boolean not null default false;
