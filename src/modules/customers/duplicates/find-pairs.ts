import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { Pair } from './score-pair.ts'

// A key that more people share says nothing about two of them: a common name, the shop's own number as a placeholder.
const mostForKey = 20
const mostForName = 6

/**
 * Pairs of people who share something telling, however it is spelled: an e-mail address, a phone number, a card, or a name with a city,
 * a birthday or a mailbox. Read once, compared only within a key: the work grows with the customers, not with their square.
 */
export async function findPairs(tx: Tx, workspaceId: string): Promise<Pair[]> {
  // Right after a large import nobody has counted the rows; a plan for a few of them would compare everybody with everybody.
  await sql`set local enable_nestloop = off`.execute(tx)
  const found = await sql<Pair>`
    with people as materialized (
      select c.customer_id as id, c.external_id is not null as account, c.first_seen_at::date as seen_on,
        nullif(btrim(lower(coalesce(c.email, c.traits ->> 'email'))), '') as email,
        right(regexp_replace(coalesce(c.phone, c.traits ->> 'phone', ''), '\\D', '', 'g'), 9) as phone,
        upper(regexp_replace(coalesce(c.traits ->> 'card', ''), '[^[:alnum:]]', '', 'g')) as card,
        lower(coalesce(c.traits ->> 'city', c.traits -> 'address' ->> 'city', '')) as city,
        left(coalesce(c.traits ->> 'birthday', c.traits ->> 'birth_date', ''), 10) as birthday,
        case when c.name is null then null else (select string_agg(w, ' ' order by w)
          from regexp_split_to_table(split_part(c.search_text, E'\\n', 1), '[[:space:],.]+') as w where w <> '') end as name
      from customers c
      where c.workspace_id = ${workspaceId} and c.merged_into is null and c.erased_at is null and not c.is_anonymous
    ), boxes as materialized (
      select p.*, split_part(split_part(p.email, '@', 1), '+', 1) as box,
        case when split_part(p.email, '@', 2) in ('gmail.com', 'googlemail.com') then 'gmail.com' else split_part(p.email, '@', 2) end as host
      from people p
    ), keys as (
      select id, 'email' as kind, case when host = 'gmail.com' then replace(box, '.', '') else box end || '@' || host as key
        from boxes where email is not null and box <> ''
      union all select id, 'phone', phone from boxes where length(phone) >= 8
      union all select id, 'card', card from boxes where length(card) >= 4
      union all select id, 'name', name from boxes where name like '% %'
      union all select id, 'name_city', name || '|' || city from boxes where name <> '' and city <> ''
      union all select id, 'name_birthday', name || '|' || birthday from boxes where name <> '' and birthday <> ''
      union all select id, 'name_mailbox', name || '|' || replace(box, '.', '') from boxes where name <> '' and length(box) >= 4
    ), groups as (
      select kind, array_agg(id order by id) as ids from keys group by kind, key
      having count(*) between 2 and ${mostForKey} and (kind <> 'name' or count(*) <= ${mostForName})
    ), pairs as (
      select a.id as a, b.id as b, array_agg(distinct g.kind) as keys
      from groups g, unnest(g.ids) with ordinality as a (id, place), unnest(g.ids) with ordinality as b (id, place)
      where a.place < b.place group by a.id, b.id
    )
    select p.a as "aId", p.b as "bId", p.keys, a.name as "aName", b.name as "bName", nullif(a.birthday, '') as "aBirthday",
      nullif(b.birthday, '') as "bBirthday", a.account and b.account as "bothHaveAccounts",
      ma.first_visit_on as "aFirstOn", ma.last_visit_on as "aLastOn", mb.first_visit_on as "bFirstOn", mb.last_visit_on as "bLastOn",
      a.seen_on as "aSeenOn", b.seen_on as "bSeenOn"
    from pairs p join people a on a.id = p.a join people b on b.id = p.b
    left join customer_measures ma on ma.workspace_id = ${workspaceId} and ma.customer_id = p.a
    left join customer_measures mb on mb.workspace_id = ${workspaceId} and mb.customer_id = p.b
    where not exists (select from distinct_customers d where d.workspace_id = ${workspaceId} and d.a_id = p.a and d.b_id = p.b)
    limit 200000`.execute(tx)
  return found.rows
}
