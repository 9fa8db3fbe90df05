-- What calls of webhook steps are signed with; the key before counts for a day more.
create table journey_webhook_keys (
  workspace_id uuid not null primary key references workspaces on delete cascade,
  sealed bytea not null,
  previous bytea,
  made_at timestamptz not null
);
call isolate('journey_webhook_keys');

-- What every message of a campaign is filled in with, beside what is known of the person.
alter table campaigns add column data jsonb;

-- Newsletters that go out when a feed has something new.
create table message_feeds (
  workspace_id uuid not null references workspaces on delete cascade,
  feed_id uuid not null,
  name text not null,
  url text not null,
  -- template, audience and rhythm, as the owner wrote them
  definition jsonb not null,
  is_on boolean not null default false,
  -- the number of people that somebody typed when they switched it on
  approved int,
  -- whom to tell when the feed breaks
  person_id uuid,
  -- how its answer was marked last, so that what has not changed need not be sent again
  etag text,
  modified text,
  -- when it is asked next, and when it was
  next_at timestamptz,
  asked_at timestamptz,
  -- why it could not be read, since when and how often in a row
  trouble text,
  trouble_since timestamptz,
  failures int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, feed_id)
);
create index message_feeds_due on message_feeds (next_at) where is_on and next_at is not null;
call isolate('message_feeds');

-- Entries that were seen: those of the first look, and those that went out, each once.
create table message_feed_entries (
  workspace_id uuid not null,
  feed_id uuid not null,
  entry_key bytea not null,
  campaign_id uuid,
  seen_at timestamptz not null,
  primary key (workspace_id, feed_id, entry_key),
  foreign key (workspace_id, feed_id) references message_feeds on delete cascade
);
call isolate('message_feed_entries');

create function list_workspaces_with_due_feeds(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from message_feeds where is_on and next_at <= at
$$;
