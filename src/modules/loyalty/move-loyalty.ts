import { sql } from 'kysely'
import type { Log } from '#platform/log'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { inWorkspace } from '#platform/postgres'
import { followShop } from './following/follow-shop.ts'
import { advanceBook, closeBooks } from './ledger/advance.ts'
import { openBooks } from './ledger/book.ts'
import { atDesk, type ChainDeps, type LoyaltyDeps } from './ledger/desk.ts'
import { sealTransactions } from './ledger/seal.ts'
import { releaseReservations } from './serving/redeem-points.ts'

const napMs = 500
const accountsAtOnce = 200

/** Posts what time has done to the accounts of a workspace, account by account; what is posted is not posted again. Returns how many. */
export async function postDue(deps: LoyaltyDeps, workspaceId: string): Promise<number> {
  await releaseReservations(deps, workspaceId)
  let done = 0
  for (;;) {
    const due = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const { rows } = await sql<{ accountId: string; programmeId: string }>`
        select account_id as "accountId", programme_id as "programmeId" from loyalty_accounts
        where workspace_id = ${workspaceId} and next_due_at <= ${deps.clock.now().toString()}
        order by next_due_at limit ${accountsAtOnce}`.execute(tx)
      return rows
    })
    for (const { accountId, programmeId } of due)
      await atDesk(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, async (desk) => {
        const books = await openBooks(desk, [], [accountId])
        for (const book of books) await advanceBook(desk, book)
        await closeBooks(desk, books)
      })
    done += due.length
    if (due.length < accountsAtOnce) return done
  }
}

/** One round over all workspaces with something to post, to chain or to tell; whether there was any. */
export async function moveLoyalty(deps: ChainDeps): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select list_workspaces_with_loyalty_work(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    while (await followShop(deps, id));
    await postDue(deps, id)
    while ((await sealTransactions(deps, id)) > 0);
    return true
  })
}

/** Keeps the ledgers of all workspaces up to date with time in a worker, and tells the timelines; a nap between two rounds gathers what tills do. */
export function watchLoyalty(deps: ChainDeps & { log: Log }): Loop {
  const round = async (): Promise<boolean> => {
    await moveLoyalty(deps)
    return false
  }
  return startLoop(deps.log, 'loyalty', round, napMs)
}
