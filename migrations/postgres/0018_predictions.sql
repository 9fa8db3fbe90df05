-- What was learnt of a shop and how well it foretold its own past, run by run.
create table prediction_versions (
  workspace_id uuid not null references workspaces on delete cascade,
  version_id uuid not null,
  number int not null,
  status text not null check (status in ('ready', 'untested', 'waiting')),
  -- the day of the run in the workspace's zone
  scored_on date not null,
  finished_at timestamptz not null,
  report jsonb not null,
  primary key (workspace_id, version_id),
  unique (workspace_id, number)
);
call isolate('prediction_versions');
call readable_by_owner('prediction_versions');

-- What the latest run foretold of each customer. No foreign keys, as with the other tables of customers.
create table customer_scores (
  workspace_id uuid not null,
  customer_id uuid not null,
  version_id uuid not null,
  scored_on date not null,
  -- probability not to come back within the horizon
  risk real not null,
  band text not null check (band in ('low', 'medium', 'high')),
  -- silent longer than the silence window
  is_gone boolean not null,
  -- of the average customer; the reasons' weights and the rest lead from it to the risk
  base_risk real not null,
  rest_weight real not null,
  reasons jsonb not null,
  alive real not null,
  next_visit_on date,
  next_visit_from date,
  next_visit_to date,
  expected_orders real not null,
  clv_minor bigint not null,
  clv_low_minor bigint not null,
  clv_high_minor bigint not null,
  at_stake_minor bigint not null,
  -- what they bring in a year if they stay: 1 the top fifth, 2 the next three tenths, 3 the others
  value_band smallint not null,
  -- share of their revenue that stays after its cost, where the cost is known
  margin_rate real,
  best_hour smallint,
  -- as it was at the end of the week before
  week_risk real,
  week_band text,
  week_on date,
  primary key (workspace_id, customer_id)
) with (fillfactor = 80);
create index customer_scores_clv on customer_scores (workspace_id, clv_minor, customer_id);
create index customer_scores_risk on customer_scores (workspace_id, risk, customer_id);
create index customer_scores_at_stake on customer_scores (workspace_id, at_stake_minor, customer_id);
call isolate('customer_scores');

-- Once a local night from two o'clock on, each at a minute of its own within two hours; a shop without a run at once.
create function list_workspaces_to_predict(now timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select w.workspace_id from workspaces w
  left join lateral (select scored_on from prediction_versions v where v.workspace_id = w.workspace_id order by number desc limit 1) v on true
  where w.next_customer_number > 1
    and not exists (select from workspace_deletions d where d.workspace_id = w.workspace_id)
    and (v.scored_on is null or v.scored_on < ((now - interval '2 hours'
      - make_interval(mins => abs(hashtext(w.workspace_id::text)) % 120)) at time zone w.time_zone)::date)
$$;
