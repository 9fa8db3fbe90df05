import { sql } from 'kysely'
import type { ChangeRetention, RetentionKind, RetentionPeriod } from '#contract/privacy'
import { type AuditActor, recordAudit } from '#modules/audit'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

/** How one kind of data comes to its end. `before` is an ISO instant: what is older is due. */
export type RetentionRule = {
  kind: RetentionKind
  /** null = for ever, unless the workspace says otherwise */
  usualDays: number | null
  count: (tx: Tx, workspaceId: string, before: string) => Promise<number>
  /** Removes a bounded part and tells how many; called until it says 0. */
  remove: (workspaceId: string, before: string) => Promise<number>
}

/** Every kind with its period and what is due now. */
export async function readRetention(
  deps: { db: Db; rules: RetentionRule[]; now: () => Temporal.Instant },
  workspaceId: string,
): Promise<RetentionPeriod[]> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const chosen = await readChosen(tx, workspaceId)
    const periods: RetentionPeriod[] = []
    for (const { kind, usualDays, count } of deps.rules) {
      const days = chosen.has(kind) ? (chosen.get(kind) ?? null) : usualDays
      const due = days === null ? 0 : await count(tx, workspaceId, daysAgo(deps.now(), days))
      periods.push({ kind, days, usualDays, due })
    }
    return periods
  })
}

export async function changeRetention(
  db: Db,
  workspaceId: string,
  actor: AuditActor,
  { periods }: ChangeRetention,
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    for (const { kind, days } of periods) {
      await sql`insert into retention_periods (workspace_id, kind, days) values (${workspaceId}, ${kind}, ${days})
        on conflict (workspace_id, kind) do update set days = excluded.days`.execute(tx)
    }
    const detail = Object.fromEntries(periods.map(({ kind, days }) => [kind, days]))
    await recordAudit(tx, workspaceId, actor, { action: 'retention.changed', target: { kind: 'workspace' }, detail })
  })
}

/** Removes what is due in one workspace; how many of each kind. Safe to repeat and to break off. */
export async function keepRetention(
  deps: { db: Db; rules: RetentionRule[]; now: () => Temporal.Instant },
  workspaceId: string,
  signal?: AbortSignal,
): Promise<Record<string, number>> {
  const chosen = await inWorkspace(deps.db, workspaceId, (tx) => readChosen(tx, workspaceId))
  const removed: Record<string, number> = {}
  for (const { kind, usualDays, remove } of deps.rules) {
    const days = chosen.has(kind) ? chosen.get(kind) : usualDays
    if (days === null || days === undefined) continue
    const before = daysAgo(deps.now(), days)
    for (;;) {
      signal?.throwIfAborted()
      const count = await remove(workspaceId, before)
      if (count === 0) break
      removed[kind] = (removed[kind] ?? 0) + count
    }
  }
  if (Object.keys(removed).length > 0) {
    await inWorkspace(deps.db, workspaceId, (tx) =>
      recordAudit(
        tx,
        workspaceId,
        { kind: 'system' },
        {
          action: 'retention.kept',
          target: { kind: 'workspace' },
          detail: removed,
        },
      ),
    )
  }
  return removed
}

async function readChosen(tx: Tx, workspaceId: string): Promise<Map<string, number | null>> {
  const { rows } = await sql<{ kind: string; days: number | null }>`
    select kind, days from retention_periods where workspace_id = ${workspaceId}`.execute(tx)
  return new Map(rows.map(({ kind, days }) => [kind, days]))
}

const daysAgo = (now: Temporal.Instant, days: number): string => now.subtract({ hours: 24 * days }).toString()
