import { sql } from 'kysely'
import { z } from 'zod'
import { type FindingDecision, findingKinds } from '#contract/loyalty-oversight-words'
import type { Desk } from '../ledger/desk.ts'
import type { Finding } from './finding.ts'

export type Decided = {
  evidence: Finding
  decision: FindingDecision
  seenUntil: Date
  blocked: string[]
  decidedBy: string
  decidedAt: Date
}

const stored = z.object({
  finding: z.string(),
  kind: z.enum(findingKinds),
  at: z.coerce.date(),
  memberIds: z.array(z.string()),
  personId: z.string().nullable(),
  count: z.number(),
  of: z.number(),
  usual: z.number(),
})

/** What was decided, newest first. */
export async function readDecided(desk: Desk): Promise<Decided[]> {
  const { rows } = await sql<Omit<Decided, 'evidence'> & { evidence: unknown }>`
    select evidence, decision, seen_until as "seenUntil", blocked, decided_by as "decidedBy", decided_at as "decidedAt"
    from loyalty_findings f where f.workspace_id = ${desk.workspaceId} and f.programme_id = ${desk.programmeId}
    order by decided_at desc limit 500`.execute(desk.tx)
  return rows.map(({ evidence, ...row }) => ({ ...row, evidence: stored.parse(evidence) }))
}

export async function writeDecided(
  desk: Desk,
  evidence: Finding,
  { decision, blocked, personId }: { decision: FindingDecision; blocked: string[]; personId: string },
): Promise<void> {
  const now = desk.now.toString()
  await sql`insert into loyalty_findings (workspace_id, programme_id, finding, decision, seen_until, evidence, blocked, decided_by, decided_at)
    values (${desk.workspaceId}, ${desk.programmeId}, ${evidence.finding}, ${decision}, ${evidence.at.toISOString()},
      ${JSON.stringify(evidence)}::jsonb, ${blocked}::uuid[], ${personId}, ${now})
    on conflict (workspace_id, programme_id, finding) do update set decision = excluded.decision, seen_until = excluded.seen_until,
      evidence = excluded.evidence, blocked = excluded.blocked, decided_by = excluded.decided_by, decided_at = excluded.decided_at`.execute(
    desk.tx,
  )
}
