-- Long work as people follow it: how far it is, how it ended. The queue itself is pg-boss's; a row here outlives its job there.
create table jobs (
  workspace_id uuid not null references workspaces on delete cascade,
  job_id uuid not null,
  kind text not null,
  -- what is worked on: a file's name, a count; nothing personal about customers
  subject text,
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0,
  total bigint,
  rate double precision,
  seconds_left integer,
  -- {reason, message}
  error jsonb,
  -- where its outcome can be seen, as a path of the console
  link text,
  person_id uuid references people on delete set null,
  can_cancel boolean not null default false,
  cancel_requested boolean not null default false,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, job_id)
);
create index jobs_newest on jobs (workspace_id, created_at desc, job_id desc);
create index jobs_open on jobs (workspace_id) where status in ('queued', 'running');
call isolate('jobs');

-- What a person of the workspace is told; the words are in src/i18n/<lang>/notifications.json.
create table notifications (
  workspace_id uuid not null,
  notification_id uuid not null,
  person_id uuid not null,
  kind text not null,
  -- counts and names of things; what a customer is called must not outlive an erasure here
  params jsonb not null default '{}',
  link text,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (workspace_id, notification_id),
  foreign key (workspace_id, person_id) references memberships (workspace_id, person_id) on delete cascade
);
create index notifications_newest on notifications (workspace_id, person_id, created_at desc, notification_id desc);
create index notifications_unread on notifications (workspace_id, person_id) where read_at is null;
call isolate('notifications');

-- auto: Jalali in Persian, Gregorian in the other languages.
alter table people add column calendar text not null default 'auto' check (calendar in ('auto', 'gregorian', 'jalali'));

-- ISO weekdays, 1 = Monday; the week begins on the day after the weekend. null: as usual where the reader's language is spoken.
alter table workspaces add column weekend smallint[] check (
  cardinality(weekend) between 1 and 3 and weekend <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[]
);
