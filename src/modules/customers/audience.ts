import { type RawBuilder, sql } from 'kysely'
import { type ListCustomersQuery, listCustomersQuery } from '#contract/customers'
import { inWorkspace, type Tx } from '#platform/postgres'
import { getShop } from './as-of.ts'
import { findOwners, findTargets } from './customers.repo.ts'
import { readConditions } from './list-conditions.ts'
import type { ListDeps } from './list-customers.ts'

export type AudienceQuery = Partial<Pick<ListCustomersQuery, 'search' | 'filter' | 'trait' | 'tag' | 'where' | 'risk'>>
export type AudiencePerson = { customerId: string; number: number }

/** Opens an audience that the list's filters describe; days are counted as they stand now. */
export async function openAudience(deps: ListDeps, workspaceId: string, query: AudienceQuery) {
  const asked = listCustomersQuery.parse(query)
  const silenceDays = asked.filter === 'late' ? await deps.silenceDays(workspaceId) : 0
  const matching = await inWorkspace(deps.db, workspaceId, async (tx): Promise<RawBuilder<unknown>> => {
    const { asOf } = await getShop(tx, deps.clock, workspaceId)
    const { profile, measures } = readConditions(asked, asOf, silenceDays)
    return sql`from customers c join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = c.customer_id
      where c.workspace_id = ${workspaceId} and c.merged_into is null and not c.is_anonymous and ${profile} and ${measures ?? sql`true`}`
  })
  return {
    count: async (tx: Tx): Promise<number> => {
      const found = await sql<{ count: number }>`select count(*)::int as count ${matching}`.execute(tx)
      return found.rows[0]?.count ?? 0
    },
    /** In the order of their ids, so that who goes on where they stopped meets nobody twice. */
    page: async (tx: Tx, after: string | null, limit: number): Promise<AudiencePerson[]> => {
      const behind = after === null ? sql`` : sql`and c.customer_id > ${after}::uuid`
      const found = await sql<AudiencePerson>`select c.customer_id as "customerId", c.number ${matching} ${behind}
        order by c.customer_id limit ${limit}`.execute(tx)
      return found.rows
    },
    /** One of every `step` people, as their numbers fall. */
    sample: async (tx: Tx, step: number, limit: number): Promise<AudiencePerson[]> => {
      const found = await sql<AudiencePerson>`select c.customer_id as "customerId", c.number ${matching}
        and c.number % ${step} = 0 limit ${limit}`.execute(tx)
      return found.rows
    },
  }
}

/** Who these ids lead to now, by the id asked for; who is unknown, of another workspace or erased is missing. */
export async function findPeople(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, AudiencePerson>> {
  return await findTargets(tx, workspaceId, ids)
}

/** The same by the ids under which their events came (userId). */
export async function findPeopleByUserId(
  tx: Tx,
  workspaceId: string,
  userIds: string[],
): Promise<Map<string, AudiencePerson>> {
  if (userIds.length === 0) return new Map()
  const owners = await findOwners(
    tx,
    workspaceId,
    userIds.map((value) => ({ kind: 'external_id', value })),
  )
  return new Map(owners.map(({ value, customerId, number }) => [value, { customerId, number }]))
}
