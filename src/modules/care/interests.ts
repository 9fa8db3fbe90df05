import { sql } from 'kysely'
import type { InterestWords } from '#contract/care'
import type { Tx } from '#platform/postgres'

const most = 300

/** The words the workspace offers, then others that customers have, the most frequent first. */
export async function listInterests(tx: Tx, workspaceId: string): Promise<InterestWords> {
  const found = await sql<InterestWords['words'][number]>`
    with used as (
      select lower(word) as key, min(word) as word, count(distinct customer_id)::int as customers
      from customer_preferences, unnest(interests) as word where workspace_id = ${workspaceId} group by 1
    )
    select coalesce(i.word, u.word) as word, i.word is not null as "isOffered", coalesce(u.customers, 0) as customers
    from (select * from interests where workspace_id = ${workspaceId}) i full join used u on u.key = lower(i.word)
    order by 2 desc, 3 desc, 1 limit ${most}`.execute(tx)
  return { words: found.rows }
}

/** The offered words are these and no others; customers keep what they have. */
export async function offerInterests(tx: Tx, workspaceId: string, words: string[]): Promise<void> {
  await sql`delete from interests where workspace_id = ${workspaceId} and not word = any(${words}::text[])`.execute(tx)
  await sql`insert into interests (workspace_id, word) select ${workspaceId}, unnest(${words}::text[])
    on conflict do nothing`.execute(tx)
}
