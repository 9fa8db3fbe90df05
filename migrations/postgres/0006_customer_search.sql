-- `like`, `@>` and `&&` are not leakproof, so below row-level security PostgreSQL does not look them up in an index: a search read
-- every customer. The function below looks them up, in the workspace of the running transaction and nowhere else.
create extension if not exists btree_gin;

-- Trigrams are made of what the database's locale takes for letters, with C only of ASCII. So the letters of other alphabets have
-- an ASCII one standing for them; that several share one costs a few false hits, which the search sorts out by the text itself.
-- It begins with a space, and words are separated by one, so that the beginning of a word can be searched for.
create function search_key(text text) returns text
  language sql immutable strict parallel safe
  return ' ' || case
    when octet_length(text) = length(text) then translate(text, E'\n', ' ')
    else translate(text,
      E'\nабвгдежзиклмнопрстуфхцчшщъыьэюяіґєђјљњћџابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءةىαβγδεζηθικλμνξοπρσςτυφχψωאבגדהוזחטיכךלמםנןסעפףצץקרשתłøđßæœıþðħŋ',
      ' abcdefghijklmnopqrstuvwxyz0123456789abcdabcdefghijklmnopqrstuvwxyz012345678abcdefghijklmnopqrstuvwxyabcdefghijklmnopqrstuvwxyz0abcdefghijk')
  end;

-- One index for every way to look for people; it begins with the workspace, so that a search does not read another's.
drop index customers_search, customers_tags, customers_traits;
create index customers_find on customers
  using gin (workspace_id, search_key(search_text) gin_trgm_ops, traits jsonb_path_ops, tags);

-- The function belongs to a role of its own, which nobody is and which can read these columns of customers and nothing else.
do $$ begin
  if not exists (select from pg_roles where rolname = 'regulars_search') then create role regulars_search nologin; end if;
end $$;
do $$ begin execute format('grant regulars_search to %I', current_user); end $$;
grant usage, create on schema public to regulars_search;
grant select (workspace_id, customer_id, search_text, traits, tags, merged_into, is_anonymous) on customers to regulars_search;
create policy customer_search on customers for select to regulars_search using (true);

-- Ids of the running transaction's customers who have every word, one of the values of each trait and one of the tags; `most` of
-- them, in no order. Words are parts of words, as typed and folded, or, with one or two letters, the beginnings of words.
-- `traits` is [[{trait: value}, …], …]. What is given is only ever a parameter of the query, never text of it.
create function find_customers(words text[], traits jsonb, tags text[], most int) returns setof uuid
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  workspace constant uuid := current_workspace();
  patterns text[] := '{}';
  keys text[] := '{}';
  shapes jsonb[] := '{}';
  query text := 'select c.customer_id from public.customers c where c.workspace_id = $1 and c.merged_into is null';
  word text;
  pattern text;
  alternatives jsonb;
  shape jsonb;
  either text[];
begin
  if workspace is null then return; end if;
  foreach word in array coalesce(words, '{}') loop
    pattern := regexp_replace(word, '([\\%_])', '\\\1', 'g');
    patterns := patterns || pattern;
    keys := keys || substr(search_key(pattern), 2);
    query := query || case when length(word) > 2
      then format($q$ and search_key(c.search_text) like '%%' || $2[%1$s] || '%%' and c.search_text like '%%' || $3[%1$s] || '%%'$q$,
        cardinality(keys))
      else format($q$ and search_key(c.search_text) like '%% ' || $2[%1$s] || '%%' and (c.search_text like $3[%1$s] || '%%'
        or c.search_text like '%% ' || $3[%1$s] || '%%' or c.search_text like E'%%\n' || $3[%1$s] || '%%')$q$, cardinality(keys))
      end;
  end loop;
  for alternatives in select value from jsonb_array_elements(coalesce(traits, '[]')) loop
    either := '{}';
    for shape in select value from jsonb_array_elements(alternatives) loop
      shapes := shapes || shape;
      either := either || format('c.traits @> $4[%s]', cardinality(shapes));
    end loop;
    query := query || format(' and (%s)', array_to_string(either, ' or '));
  end loop;
  if cardinality(tags) > 0 then query := query || ' and c.tags && $5'; end if;
  return query execute query || ' limit $6' using workspace, keys, patterns, shapes, tags, most;
end $$;
alter function find_customers(text[], jsonb, text[], int) owner to regulars_search;
revoke all on function find_customers(text[], jsonb, text[], int) from public;
grant execute on function find_customers(text[], jsonb, text[], int) to regulars_app;
revoke create on schema public from regulars_search;

-- Late regulars are people whose last visit is not long ago; few enough to be read in full.
create index customer_measures_rhythm on customer_measures (workspace_id, last_visit_on, late_from) where late_from is not null;

-- Every sort's index tells the visits too: who bought once, who is a regular and who never bought is asked of it alone, even when
-- the sort begins with half a million others.
drop index customer_measures_orders, customer_measures_revenue, customer_measures_average, customer_measures_first_order,
  customer_measures_last_order, customer_measures_gap, customer_measures_yearly;
create index customer_measures_orders on customer_measures (workspace_id, orders, customer_id, visits);
create index customer_measures_revenue on customer_measures (workspace_id, revenue_minor, customer_id, visits);
create index customer_measures_average on customer_measures (workspace_id, average_minor, customer_id, visits);
create index customer_measures_first_order on customer_measures (workspace_id, first_order_at, customer_id, visits);
create index customer_measures_last_order on customer_measures (workspace_id, last_order_at, customer_id, visits);
create index customer_measures_gap on customer_measures (workspace_id, usual_gap_days, customer_id, visits);
create index customer_measures_yearly on customer_measures (workspace_id, yearly_minor, customer_id, visits);

-- Without this no query under row-level security may use a second core.
alter function current_workspace() parallel safe;

-- After a big import nothing is fast until the planner knows of it; the program need not wait for autovacuum to come by.
grant maintain on table customers, customer_identities, customer_measures, orders, refunds, event_log, event_batches to regulars_app;
