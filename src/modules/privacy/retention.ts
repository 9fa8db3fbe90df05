import { sql } from 'kysely'
import type { ChangeRetention, RetentionKind, RetentionPeriod } from '#contract/privacy'
import { type AuditActor, type AuditEntry, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

/** How one kind of data comes to its end. `before` is an ISO instant: what is older is due. */
export type RetentionRule = {
  kind: RetentionKind
  /** null = for ever, unless the workspace says otherwise */
  usualDays: number | null
  /** a workspace cannot choose fewer */
  leastDays?: number
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
    for (const { kind, usualDays, leastDays = 1, count } of deps.rules) {
      const days = chosen.has(kind) ? (chosen.get(kind) ?? null) : usualDays
      const due = days === null ? 0 : await count(tx, workspaceId, daysAgo(deps.now(), days))
      periods.push({ kind, days, usualDays, leastDays, due })
    }
    return periods
  })
}

/** Throws retention_too_short for a period below the least of its kind. */
export async function changeRetention(
  { db, rules }: { db: Db; rules: RetentionRule[] },
  workspaceId: string,
  actor: AuditActor,
  { periods }: ChangeRetention,
): Promise<void> {
  for (const { kind, days } of periods) {
    const least = rules.find((rule) => rule.kind === kind)?.leastDays ?? 1
    if (days === null || days >= least) continue
    throw new DomainError('invalid', 'retention_too_short', `At least ${least} days.`, { kind, least })
  }
  await inWorkspace(db, workspaceId, async (tx) => {
    for (const { kind, days } of periods) {
      await sql`insert into retention_periods (workspace_id, kind, days) values (${workspaceId}, ${kind}, ${days})
        on conflict (workspace_id, kind) do update set days = excluded.days`.execute(tx)
    }
    const detail = Object.fromEntries(periods.map(({ kind, days }) => [kind, days]))
    await recordAudit(tx, workspaceId, actor, { action: 'retention.changed', target: { kind: 'workspace' }, detail })
  })
}

type Keeping = {
  db: Db
  rules: RetentionRule[]
  now: () => Temporal.Instant
  /** who asked for it, when it was not the night */
  actor?: AuditActor
  signal?: AbortSignal
  onRemoved?: (total: number) => void
}

/** Removes what is due in one workspace; how many of each kind. Safe to repeat and to break off. */
export async function keepRetention(deps: Keeping, workspaceId: string): Promise<Record<string, number>> {
  const chosen = await inWorkspace(deps.db, workspaceId, (tx) => readChosen(tx, workspaceId))
  const removed: Record<string, number> = {}
  for (const { kind, usualDays, remove } of deps.rules) {
    const days = chosen.has(kind) ? chosen.get(kind) : usualDays
    if (days === null || days === undefined) continue
    const before = daysAgo(deps.now(), days)
    for (;;) {
      deps.signal?.throwIfAborted()
      const count = await remove(workspaceId, before)
      if (count === 0) break
      removed[kind] = (removed[kind] ?? 0) + count
      deps.onRemoved?.(Object.values(removed).reduce((sum, one) => sum + one))
    }
  }
  if (Object.keys(removed).length > 0) {
    const entry: AuditEntry = { action: 'retention.kept', target: { kind: 'workspace' }, detail: removed }
    await inWorkspace(deps.db, workspaceId, (tx) =>
      recordAudit(tx, workspaceId, deps.actor ?? { kind: 'system' }, entry),
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
