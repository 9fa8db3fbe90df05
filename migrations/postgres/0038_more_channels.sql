-- Services beside a channel: FCM and APNs carry notices to apps, RCS carries text messages to phones that know it.
alter table message_channels drop constraint message_channels_channel_check,
  add check (channel in ('email', 'sms', 'push', 'webhook', 'fcm', 'apns', 'rcs'));

-- Bounce mails may lie in a mailbox as well, which is looked into now and then.
alter table message_report_sources drop constraint message_report_sources_source_check,
  add check (source in ('ses', 'sendgrid', 'postmark', 'mailgun', 'mail', 'imap')),
  add column settings jsonb not null default '{}',
  add column trouble text,
  add column due_at timestamptz;
create index message_report_sources_due on message_report_sources (due_at) where due_at is not null;

call readable_by_owner('message_report_sources');
create function list_workspaces_with_mailboxes(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from message_report_sources where source = 'imap' and due_at <= at
$$;

-- Connections that stay open, so that delivery reports come in.
call readable_by_owner('message_channels');
create function list_workspaces_with_smpp() returns setof uuid
  language sql stable security definer set search_path = public as $$
  select workspace_id from message_channels where channel = 'sms' and provider = 'smpp' and is_on
$$;

alter table push_devices add column kind text not null default 'browser' check (kind in ('browser', 'fcm', 'apns'));

-- What text messages link to must be short: the beginning of a signature, found before the workspace is known.
alter table messages add column short_code text;
create index messages_short_code on messages (short_code) where short_code is not null;
create function find_short_link(code text) returns table (workspace_id uuid, message_id uuid)
  language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.message_id from messages m where m.short_code = code limit 5
$$;
