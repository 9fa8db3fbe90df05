import { sql } from 'kysely'
import { notify } from '#modules/notifications'
import { forEveryWorkspace, listColleagues } from '#modules/workspaces'
import { uuidFromText } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { checkLedger, type LedgerCheck } from './check-ledger.ts'
import type { LoyaltyDeps } from './desk.ts'

/** A check may take a two-hundredth of the time: one that lasts three seconds comes every ten minutes. */
const restsFor = 200

type Last = { at: Date; tookMs: number; sequence: number; broken: LedgerCheck[] }

/** What was found when the ledger was last checked by itself; undefined before the first time. */
export async function readLastCheck(tx: Tx, workspaceId: string): Promise<Last | undefined> {
  const { rows } =
    await sql<Last>`select checked_at as at, took_ms as "tookMs", sequence, broken from loyalty_ledger_checks
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]
}

/** Checks every ledger to which something was written since the last time, and tells the owners when something does not hold any more. */
export async function watchLedgers(deps: LoyaltyDeps): Promise<void> {
  await forEveryWorkspace(deps.db, (workspaceId) => watchLedger(deps, workspaceId))
}

async function watchLedger({ db, clock }: LoyaltyDeps, workspaceId: string): Promise<void> {
  const { last, sequence } = await inWorkspace(db, workspaceId, async (tx) => ({
    last: await readLastCheck(tx, workspaceId),
    sequence: await readSequence(tx, workspaceId),
  }))
  const now = clock.now()
  const isRested = !last || now.epochMilliseconds - last.at.getTime() >= last.tookMs * restsFor
  if (sequence === undefined || sequence === last?.sequence || !isRested) return
  const begin = performance.now()
  const broken = (await checkLedger(db, workspaceId)).filter((rule) => rule.broken > 0)
  const tookMs = Math.round(performance.now() - begin)
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into loyalty_ledger_checks (workspace_id, checked_at, took_ms, sequence, broken)
      values (${workspaceId}, ${now.toString()}, ${tookMs}, ${sequence}, ${JSON.stringify(broken)}::jsonb)
      on conflict (workspace_id) do update set checked_at = excluded.checked_at, took_ms = excluded.took_ms,
        sequence = excluded.sequence, broken = excluded.broken`.execute(tx)
    if (broken.length > 0 && !last?.broken.length) await tellOwners(tx, workspaceId, now)
  })
}

async function readSequence(tx: Tx, workspaceId: string): Promise<number | undefined> {
  const { rows } = await sql<{ sequence: number }>`select sequence from loyalty_seal_heads
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.sequence
}

async function tellOwners(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<void> {
  for (const { personId, role } of await listColleagues(tx, workspaceId)) {
    if (role !== 'owner') continue
    const notificationId = uuidFromText('ledger', workspaceId, now.toString(), personId)
    await notify(tx, workspaceId, { personId, kind: 'ledger_broken', link: '/loyalty/ledger', notificationId })
  }
}
