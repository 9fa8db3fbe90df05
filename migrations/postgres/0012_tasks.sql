-- What somebody has promised to do, mostly for a customer.
create table tasks (
  workspace_id uuid not null references workspaces on delete cascade,
  task_id uuid not null,
  -- the sender's own key: the same again makes no second task
  task_key text,
  title text not null,
  kind text not null check (kind in ('call', 'visit', 'thank_you', 'gift', 'message', 'other')),
  customer_id uuid,
  owner_id uuid,
  -- the day in the workspace's zone; with a time of day, due_at says the instant
  due_on date,
  due_at timestamptz,
  -- until then it is out of sight
  snoozed_until date,
  -- reminders already told are not told again
  reminded_at timestamptz,
  status text not null default 'open' check (status in ('open', 'done', 'dropped')),
  outcome text check (outcome in ('reached', 'not_reached', 'promised', 'not_interested', 'other')),
  outcome_note text,
  closed_at timestamptz,
  closed_by uuid,
  created_by_kind text not null check (created_by_kind in ('person', 'key', 'system')),
  created_by_id uuid,
  created_at timestamptz not null,
  primary key (workspace_id, task_id),
  unique (workspace_id, task_key)
);
create index tasks_open on tasks (workspace_id, (greatest(due_on, snoozed_until)), task_id) where status = 'open';
create index tasks_closed on tasks (workspace_id, closed_at desc, task_id) where status <> 'open';
create index tasks_customer on tasks (workspace_id, customer_id) where customer_id is not null;
create index tasks_reminders on tasks (due_on) where status = 'open' and reminded_at is null and due_on is not null;
call isolate('tasks');
call readable_by_owner('tasks');

-- Days differ by zone, so this asks for a little more than is due; the workspace's own day decides.
create function list_workspaces_with_tasks_due(until date) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select distinct workspace_id from tasks
  where status = 'open' and reminded_at is null and due_on is not null and greatest(due_on, snoozed_until) <= until
$$;
