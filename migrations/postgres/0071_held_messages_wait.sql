-- Whose senders were told to stop has nothing to be sent: nobody looks at what is held again and again.
call readable_by_owner('message_holds');

create or replace function list_workspaces_with_messages(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as $$
  select w.workspace_id from workspaces w
  cross join lateral (select array(select h.source_kind || ':' || h.source_id from message_holds h
    where h.workspace_id = w.workspace_id) as sources) held
  left join lateral (select m.message_id from messages m where m.workspace_id = w.workspace_id and m.state in ('queued', 'deferred')
    and m.due_at <= at and not m.source_kind || ':' || m.source_id = any(held.sources) order by m.priority, m.due_at limit 1) due on true
  left join lateral (select m.message_id from messages m where m.workspace_id = w.workspace_id and m.state = 'claimed'
    and m.lease_until < now() order by m.lease_until limit 1) lost on true
  where due.message_id is not null or lost.message_id is not null
$$;
