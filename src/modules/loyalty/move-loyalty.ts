import { sql } from 'kysely'
import type { Log } from '#platform/log'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { inWorkspace } from '#platform/postgres'
import { followShop } from './following/follow-shop.ts'
import { advanceBook, closeBooks } from './ledger/advance.ts'
import { openBooks } from './ledger/book.ts'
import { atDesk, type ChainDeps, type LoyaltyDeps } from './ledger/desk.ts'
import { readTierFacts } from './ledger/follow-tiers.ts'
import { sealTransactions } from './ledger/seal.ts'
import { releaseReservations } from './serving/redeem-points.ts'

const napMs = 500
/** Few enough that a till waits for one of them no longer than for another till. */
const accountsAtOnce = 200
/** So many accounts a round: what tills do meanwhile is chained and told in between. */
const batchesARound = 20

/**
 * Posts what time has done to the accounts of a workspace, some at a time; what is posted is not posted again. Returns how many: all that
 * are due, or those of so many batches.
 */
export async function postDue(
  deps: LoyaltyDeps,
  workspaceId: string,
  batches = Number.POSITIVE_INFINITY,
): Promise<number> {
  await releaseReservations(deps, workspaceId)
  let done = 0
  for (let batch = 0; batch < batches; batch++) {
    const due = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const { rows } = await sql<{ accountId: string; programmeId: string }>`
        select account_id as "accountId", programme_id as "programmeId" from loyalty_accounts
        where workspace_id = ${workspaceId} and next_due_at <= ${deps.clock.now().toString()}
        order by next_due_at limit ${accountsAtOnce}`.execute(tx)
      return rows
    })
    for (const [programmeId, own] of Map.groupBy(due, (one) => one.programmeId))
      await atDesk(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, async (desk) => {
        desk.held = []
        const ids = own.map(({ accountId }) => accountId)
        const books = await openBooks(desk, [], ids)
        await readTierFacts(desk, books)
        for (const book of books) await advanceBook(desk, book)
        await closeBooks(desk, books)
      })
    done += due.length
    if (due.length < accountsAtOnce) break
  }
  return done
}

/** One round over all workspaces with something to post, to chain or to tell; whether more of it is waiting. */
export async function moveLoyalty(deps: ChainDeps): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select list_workspaces_with_loyalty_work(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    while (await followShop(deps, id));
    const posted = await postDue(deps, id, batchesARound)
    while ((await sealTransactions(deps, id)) > 0);
    return posted === batchesARound * accountsAtOnce
  })
}

/** Keeps the ledgers of all workspaces up to date with time in a worker, and tells the timelines; a nap between two rounds gathers what tills do. */
export function watchLoyalty(deps: ChainDeps & { log: Log }): Loop {
  return startLoop(deps.log, 'loyalty', () => moveLoyalty(deps), { napMs })
}
