import { sql } from 'kysely'
import type { Log } from '#platform/log'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { inWorkspace, prepared } from '#platform/postgres'
import { followShop } from './following/follow-shop.ts'
import { advanceBook, closeBooks } from './ledger/advance.ts'
import { openBooks } from './ledger/book.ts'
import { atDesk, type ChainDeps, type LoyaltyDeps } from './ledger/desk.ts'
import { readTierFacts } from './ledger/follow-tiers.ts'
import { lookAgain } from './ledger/look-again.ts'
import { sealedAtOnce, sealTransactions } from './ledger/seal.ts'
import { releaseReservations } from './serving/settle-redemption.ts'
import { welcomeForgotten } from './serving/welcome-member.ts'

const napMs = 500
/** Few enough that a till waits for them no longer than for another till. */
const accountsAtOnce = 200
/** While the database writes one part, the next is reckoned. */
const lanes = 2
/** So many accounts a round: what tills do meanwhile is chained and told in between. */
const accountsARound = 4_000

/**
 * Posts what time has done to the accounts of a workspace, some at a time; what is posted is not posted again. Returns how many: all that
 * are due, or `most`.
 */
export async function postDue(
  deps: LoyaltyDeps,
  workspaceId: string,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  await lookAgain(deps, workspaceId)
  await releaseReservations(deps, workspaceId)
  for (let done = 0; ; ) {
    const asked = Math.min(accountsAtOnce * lanes, most - done)
    const due = await readDue(deps, workspaceId, asked)
    const parts = [...Map.groupBy(due, ({ programmeId }) => programmeId).values()].flatMap(inParts)
    for (let i = 0; i < parts.length; i += lanes)
      await Promise.all(parts.slice(i, i + lanes).map((part) => postPart(deps, workspaceId, part)))
    done += due.length
    if (due.length < asked || done === most) return done
  }
}
type Due = { accountId: string; programmeId: string }

async function readDue({ db, clock }: LoyaltyDeps, workspaceId: string, most: number): Promise<Due[]> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await prepared<Due>`
      select account_id as "accountId", programme_id as "programmeId" from loyalty_accounts
      where workspace_id = ${workspaceId} and next_due_at <= ${clock.now().toString()} order by next_due_at limit ${most}`.execute(
      tx,
    )
    return rows
  })
}

const inParts = (all: Due[]): Due[][] =>
  Array.from({ length: Math.ceil(all.length / accountsAtOnce) }, (_, i) =>
    all.slice(i * accountsAtOnce, (i + 1) * accountsAtOnce),
  )

/** Of one programme, in one transaction. */
async function postPart(deps: LoyaltyDeps, workspaceId: string, part: Due[]): Promise<void> {
  const programmeId = part[0]?.programmeId ?? ''
  await atDesk(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, async (desk) => {
    desk.holds = true
    const ids = part.map(({ accountId }) => accountId)
    const books = await openBooks(desk, [], ids)
    await readTierFacts(desk, books)
    for (const book of books) await advanceBook(desk, book)
    await closeBooks(desk, books)
  })
}

/** One round over all workspaces with something to post, to chain or to tell; whether more of it is waiting. */
export async function moveLoyalty(deps: ChainDeps): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select list_workspaces_with_loyalty_work(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    while (await followShop(deps, id));
    await welcomeForgotten(deps, id)
    const posted = await postDue(deps, id, accountsARound)
    // What tills do while this is chained is chained in the next round: a few rows cost as much as a thousand.
    while ((await sealTransactions(deps, id)) === sealedAtOnce);
    return posted === accountsARound
  })
}

/** Keeps the ledgers of all workspaces up to date with time in a worker, and tells the timelines; a nap between two rounds gathers what tills do. */
export function watchLoyalty(deps: ChainDeps & { log: Log }): Loop {
  return startLoop(deps.log, 'loyalty', () => moveLoyalty(deps), { napMs })
}
