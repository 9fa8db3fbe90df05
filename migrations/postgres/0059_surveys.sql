create table surveys (
  workspace_id uuid not null references workspaces on delete cascade,
  survey_id uuid not null,
  name text not null,
  kind text not null check (kind in ('nps', 'csat', 'ces', 'poll')),
  status text not null default 'draft' check (status in ('draft', 'open', 'closed')),
  -- by language: question, what is asked after it, thanks, and the options of a poll
  words jsonb not null,
  -- who was asked anything within so many days is not asked this
  guard_days int not null check (guard_days between 0 and 365),
  -- up to this answer somebody is to speak with the person; null: never
  unhappy_at_most int,
  -- whoever has its address may answer
  is_public boolean not null default false,
  -- the letter that asks where no other is chosen; null: never opened
  template_id uuid,
  opened_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, survey_id)
);
create unique index surveys_name on surveys (workspace_id, lower(name));
call isolate('surveys');

-- A question put to one person, with the message it goes in.
create table survey_asks (
  workspace_id uuid not null,
  ask_id uuid not null,
  survey_id uuid not null,
  customer_id uuid not null,
  message_id uuid not null,
  asked_at timestamptz not null,
  -- when the message went out
  sent_at timestamptz,
  primary key (workspace_id, ask_id),
  unique (workspace_id, message_id, survey_id),
  foreign key (workspace_id, survey_id) references surveys on delete cascade
);
create index survey_asks_person on survey_asks (workspace_id, customer_id, asked_at);
create index survey_asks_sent on survey_asks (workspace_id, survey_id, sent_at) where sent_at is not null;
call isolate('survey_asks');

create table survey_answers (
  workspace_id uuid not null,
  answer_id uuid not null,
  survey_id uuid not null,
  -- both null where somebody unknown answered at the public address
  ask_id uuid,
  customer_id uuid,
  -- the browser of somebody unknown, as a hash
  device bytea,
  -- on the scale of the kind; of a poll which option, from 1
  score int not null,
  comment text,
  locale text not null,
  answered_at timestamptz not null,
  changes int not null default 0,
  primary key (workspace_id, answer_id),
  unique (workspace_id, ask_id),
  unique (workspace_id, survey_id, device),
  foreign key (workspace_id, survey_id) references surveys on delete cascade,
  foreign key (workspace_id, ask_id) references survey_asks on delete cascade
);
create index survey_answers_newest on survey_answers (workspace_id, survey_id, answered_at desc, answer_id desc);
create index survey_answers_person on survey_answers (workspace_id, customer_id) where customer_id is not null;
call isolate('survey_answers');
