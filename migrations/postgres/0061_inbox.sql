-- What people write to the shop, and what it answers: one ticket for each matter.
create table tickets (
  workspace_id uuid not null references workspaces on delete cascade,
  ticket_id uuid not null,
  -- the sender's own key: the same again opens no second ticket
  ticket_key text,
  subject text not null,
  channel text not null check (channel in ('email', 'sms', 'phone', 'other')),
  state text not null default 'open' check (state in ('open', 'waiting', 'closed')),
  customer_id uuid,
  owner_id uuid,
  -- who wrote, as the last mail or text message says: where an answer goes
  address text,
  sender_name text,
  opened_by_kind text not null check (opened_by_kind in ('customer', 'person', 'key', 'journey')),
  opened_by_id uuid,
  opened_at timestamptz not null,
  -- of the last word, ours or theirs
  last_at timestamptz not null,
  closed_at timestamptz,
  primary key (workspace_id, ticket_id),
  unique (workspace_id, ticket_key)
);
create index tickets_newest on tickets (workspace_id, state, last_at desc, ticket_id desc);
create index tickets_customer on tickets (workspace_id, customer_id) where customer_id is not null;
create index tickets_address on tickets (workspace_id, address, last_at desc) where address is not null;
create index tickets_closed on tickets (workspace_id, closed_at) where state = 'closed';
call isolate('tickets');

-- Theirs, ours, and what colleagues note for each other. Text alone: what came as HTML was read and forgotten.
create table ticket_entries (
  workspace_id uuid not null,
  ticket_id uuid not null,
  -- in the order they came to be known
  number int not null,
  entry_id uuid not null,
  kind text not null check (kind in ('in', 'out', 'note')),
  channel text not null check (channel in ('email', 'sms', 'phone', 'other')),
  at timestamptz not null,
  -- null: the customer themselves, or the program
  author_id uuid,
  author_kind text not null check (author_kind in ('customer', 'person', 'key', 'journey')),
  address text,
  body text not null,
  -- there was more of it than is kept
  is_cut boolean not null default false,
  -- what its sender calls it, a Message-ID: nothing is taken twice
  reference text,
  -- the row of the outbox, for an answer
  message_id uuid,
  -- names, types and sizes
  attachments jsonb not null default '[]',
  primary key (workspace_id, ticket_id, number),
  unique (workspace_id, entry_id),
  unique (workspace_id, reference),
  foreign key (workspace_id, ticket_id) references tickets on delete cascade
);
create index ticket_entries_message on ticket_entries (workspace_id, message_id) where message_id is not null;
call isolate('ticket_entries');

-- An answer goes out by the outbox like every message.
alter table messages drop constraint messages_source_kind_check,
  add check (source_kind in ('journey', 'campaign', 'manual', 'api', 'test', 'inbox'));
create index messages_inbox on messages (workspace_id, source_id) where source_kind = 'inbox';
