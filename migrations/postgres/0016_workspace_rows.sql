-- As in 0009, with a name that is no word of SQL.
create or replace function delete_workspace_rows(workspace uuid, target text, at_most int) returns int
  language plpgsql security definer set search_path = public as $$
declare removed int;
begin
  if not exists (select from workspace_deletions where workspace_id = workspace and delete_after <= now()) then
    raise exception 'this workspace is not to be deleted';
  end if;
  perform set_config('app.workspace_id', workspace::text, true);
  execute format(
    'with doomed as (select tableoid as part, ctid as place from %1$I where workspace_id = $1 limit $2)
     delete from %1$I t using doomed where t.ctid = doomed.place and t.tableoid = doomed.part and t.workspace_id = $1',
    target) using workspace, at_most;
  get diagnostics removed = row_count;
  return removed;
exception when foreign_key_violation then return null;
end $$;
