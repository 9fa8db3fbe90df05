-- Who wants nothing more may also say so in a reply to a message.
alter table consent_entries drop constraint consent_entries_method_check,
  add check (method in ('form', 'paper', 'verbal', 'import', 'link', 'reply'));

-- What a letter was filled in from, once for all of its letters; what was sent is kept as what differs from it.
create table message_forms (
  workspace_id uuid not null references workspaces on delete cascade,
  -- SHA-256 of the HTML
  form_id bytea not null,
  html text not null,
  primary key (workspace_id, form_id)
);
call isolate('message_forms');

-- `html` holds what was sent before there were forms.
alter table messages add column form_id bytea, add column packed bytea;
-- It is packed already.
alter table messages alter column packed set storage external;
