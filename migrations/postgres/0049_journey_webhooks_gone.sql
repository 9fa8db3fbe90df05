-- Addresses of webhook steps that answered 410: nobody calls them again before a journey that names them is switched on anew.
create table journey_webhooks_gone (
  workspace_id uuid not null references workspaces on delete cascade,
  url text not null,
  gone_at timestamptz not null,
  primary key (workspace_id, url)
);
call isolate('journey_webhooks_gone');
