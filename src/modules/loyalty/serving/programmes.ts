import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { recordAudit } from '#modules/audit'
import { segmentStates } from '#modules/segments'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type LoyaltyActor, type LoyaltyDeps, noProgramme } from '../ledger/desk.ts'
import { fromNow } from '../rules/from-now.ts'
import { requireSensible } from '../rules/within-bounds.ts'

export type Programme = {
  programmeId: string
  name: string
  status: 'active' | 'archived'
  version: number
  members: number
  rules: LoyaltyRules
  createdAt: string
}

/** The same programmeId again makes no second one. Throws segment_not_found, rules_too_generous. */
export async function createProgramme(
  deps: LoyaltyDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  { programmeId = newId(), name, rules }: { programmeId?: string | undefined; name: string; rules: LoyaltyRules },
): Promise<Programme> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const now = deps.clock.now().toString()
    const added = await sql`insert into loyalty_programmes (workspace_id, programme_id, name, created_at)
      values (${workspaceId}, ${programmeId}, ${name}, ${now}) on conflict do nothing`.execute(tx)
    if (added.numAffectedRows === 1n) {
      requireSensible(rules)
      await requireSegments(tx, workspaceId, segmentsIn(rules))
      await addVersion(tx, { workspaceId, programmeId, actor, version: 1, rules, now })
      await followFromHere(tx, workspaceId)
      const target = { kind: 'loyalty_programme', id: programmeId }
      await recordAudit(tx, workspaceId, actor, { action: 'loyalty_programme.created', target })
    }
    return await getProgramme(tx, workspaceId, programmeId)
  })
}

/** New rules are a new version; what was earned by an older one is refunded by that one. Throws programme_not_found, segment_not_found, rules_too_generous. */
export async function changeProgramme(
  deps: LoyaltyDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  programmeId: string,
  change: { name?: string | undefined; rules?: LoyaltyRules | undefined; status?: 'active' | 'archived' | undefined },
): Promise<Programme> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const locked = await sql<{
      version: number
    }>`select version from loyalty_programmes where workspace_id = ${workspaceId}
      and programme_id = ${programmeId} for no key update`.execute(tx)
    const [row] = locked.rows
    if (!row) throw noProgramme()
    const version = row.version + (change.rules ? 1 : 0)
    const now = deps.clock.now().toString()
    if (change.rules) {
      requireSensible(change.rules)
      const before = (await getRules(tx, workspaceId, programmeId)).rules
      const known = segmentsIn(before)
      await requireSegments(
        tx,
        workspaceId,
        segmentsIn(change.rules).filter((id) => !known.includes(id)),
      )
      await addVersion(tx, {
        ...{ workspaceId, programmeId, actor, version, now },
        rules: fromNow(change.rules, before, now),
      })
    }
    await sql`update loyalty_programmes set version = ${version}, name = coalesce(${change.name ?? null}, name),
      status = coalesce(${change.status ?? null}, status), due_from = case when ${change.rules !== undefined} then ${firstAccount} else due_from end
      where workspace_id = ${workspaceId} and programme_id = ${programmeId}`.execute(tx)
    if (change.rules) await followFromHere(tx, workspaceId)
    const target = { kind: 'loyalty_programme', id: programmeId }
    const detail = { fields: Object.keys(change), version }
    await recordAudit(tx, workspaceId, actor, { action: 'loyalty_programme.changed', target, detail })
    return await getProgramme(tx, workspaceId, programmeId)
  })
}

/** Tiers, birthdays and being away may fall on other days by new rules: from this account on everybody is looked at again (`lookAgain`). */
const firstAccount = '00000000-0000-0000-0000-000000000000'

/** What is told of orders and customers is looked at from here on, once there is a programme. */
async function followFromHere(tx: Tx, workspaceId: string): Promise<void> {
  const isWanted = (await listProgrammes(tx, workspaceId)).some(({ status }) => status === 'active')
  if (!isWanted) await sql`delete from loyalty_offsets where workspace_id = ${workspaceId}`.execute(tx)
  else
    await sql`insert into loyalty_offsets (workspace_id, batch_id)
      select ${workspaceId}, coalesce(max(batch_id), 0) from event_batches where workspace_id = ${workspaceId}
      on conflict do nothing`.execute(tx)
}

const segmentsIn = ({ rewards }: LoyaltyRules): string[] =>
  rewards.flatMap(({ segments = [], notSegments = [] }) => [...segments, ...notSegments])

/** A reward may not be meant for a segment that never was; one that is gone meanwhile has nobody in it. */
async function requireSegments(tx: Tx, workspaceId: string, segmentIds: string[]): Promise<void> {
  const wanted = new Set(segmentIds)
  const known = wanted.size === 0 ? [] : await segmentStates(tx, workspaceId, [...wanted])
  if (known.length < wanted.size) throw new DomainError('not_found', 'segment_not_found', 'There is no such segment.')
}

async function addVersion(
  tx: Tx,
  given: {
    workspaceId: string
    programmeId: string
    actor: LoyaltyActor
    version: number
    rules: LoyaltyRules
    now: string
  },
): Promise<void> {
  const { workspaceId, programmeId, actor, version, rules, now } = given
  await sql`insert into loyalty_programme_versions (workspace_id, programme_id, version, rules, actor_kind, actor_id, created_at)
    values (${workspaceId}, ${programmeId}, ${version}, ${JSON.stringify(rules)}::jsonb, ${actor.kind},
      ${actor.kind === 'system' ? null : actor.actorId}, ${now})`.execute(tx)
}

export async function getProgramme(tx: Tx, workspaceId: string, programmeId: string): Promise<Programme> {
  const found = (await listProgrammes(tx, workspaceId)).find((one) => one.programmeId === programmeId)
  if (!found) throw noProgramme()
  return found
}

/** What is in force, without counting anybody: for whoever serves a member. Throws programme_not_found. */
export async function getRules(
  tx: Tx,
  workspaceId: string,
  programmeId: string,
): Promise<Pick<Programme, 'name' | 'rules'>> {
  const { rows } = await sql<Pick<Programme, 'name' | 'rules'>>`
    select p.name, v.rules from loyalty_programmes p join loyalty_programme_versions v using (workspace_id, programme_id, version)
    where p.workspace_id = ${workspaceId} and p.programme_id = ${programmeId}`.execute(tx)
  const [row] = rows
  if (!row) throw noProgramme()
  return row
}

export async function listProgrammes(tx: Tx, workspaceId: string): Promise<Programme[]> {
  const { rows } = await sql<Omit<Programme, 'createdAt'> & { created: Date }>`
    select p.programme_id as "programmeId", p.name, p.status, p.version, v.rules, p.created_at as created,
      (select count(*)::int from loyalty_members m where m.workspace_id = p.workspace_id and m.programme_id = p.programme_id
        and m.merged_into is null) as members
    from loyalty_programmes p join loyalty_programme_versions v using (workspace_id, programme_id, version)
    where p.workspace_id = ${workspaceId} order by p.created_at, p.programme_id`.execute(tx)
  return rows.map(({ created, ...row }) => ({ ...row, createdAt: created.toISOString() }))
}

/** Whether one becomes a member of a programme in use by invitation alone. */
export async function isJoinedByInvitation(tx: Tx, workspaceId: string): Promise<boolean> {
  const programmes = await listProgrammes(tx, workspaceId)
  return programmes.some(({ status, rules }) => status === 'active' && rules.byInvitation)
}

export async function listVersions(
  tx: Tx,
  workspaceId: string,
  programmeId: string,
): Promise<{ version: number; rules: LoyaltyRules; createdAt: string }[]> {
  await getProgramme(tx, workspaceId, programmeId)
  const { rows } = await sql<{ version: number; rules: LoyaltyRules; created: Date }>`
    select version, rules, created_at as created from loyalty_programme_versions
    where workspace_id = ${workspaceId} and programme_id = ${programmeId} order by version desc`.execute(tx)
  return rows.map(({ created, ...row }) => ({ ...row, createdAt: created.toISOString() }))
}
