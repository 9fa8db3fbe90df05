import { sql } from 'kysely'
import { type LoyaltyRules, loyaltyRules } from '#contract/loyalty'
import type { SealCheckpoint } from '#modules/audit'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace, prepared, type Tx } from '#platform/postgres'
import { type Pending, pendingNothing } from './pending.ts'

export type LoyaltyDeps = {
  db: Db
  clock: Clock
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
}

/** What keeps and checks the chain. */
export type ChainDeps = LoyaltyDeps & {
  /** keyed with the installation's secret: whoever has only the database cannot write the chain anew */
  seal: SealCheckpoint
}

export type LoyaltyActor = { kind: 'person' | 'key'; actorId: string } | { kind: 'system' }

/** Where a request belongs. */
export type Place = { workspaceId: string; programmeId: string; actor: LoyaltyActor }

/** One transaction at the till: the programme's rules in force, and what time it is. */
export type Desk = Place & {
  tx: Tx
  now: Temporal.Instant
  version: number
  rules: LoyaltyRules
  /** the zone in which days begin and end */
  zone: string
  /** what is written when the books are closed */
  pending: Pending
  /** postings wait for that, too; otherwise each is written at once, where something in between reads it back */
  holds?: boolean
}

// A version never changes, so what it says needs reading once.
const parsed = new Map<string, LoyaltyRules>()

/** Opens a transaction for one programme. Throws not_found. */
export async function atDesk<T>(deps: LoyaltyDeps, place: Place, work: (desk: Desk) => Promise<T>): Promise<T> {
  return await inWorkspace(deps.db, place.workspaceId, async (tx) => work(await openDesk(tx, deps.clock, place)), {
    plansOnce: true,
  })
}

/** The same in a transaction that is open already. */
export async function openDesk(tx: Tx, clock: Clock, place: Place): Promise<Desk> {
  const { rows } = await prepared<{ version: number; zone: string }>`
    select p.version, w.time_zone as zone from loyalty_programmes p join workspaces w using (workspace_id)
    where p.workspace_id = ${place.workspaceId} and p.programme_id = ${place.programmeId}`.execute(tx)
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'programme_not_found', 'There is no such loyalty programme.')
  const rules = await readRules(tx, place, row.version)
  const { version, zone } = row
  return { ...place, tx, now: clock.now(), version, rules, zone: rules.timeZone ?? zone, pending: pendingNothing() }
}

async function readRules(
  tx: Tx,
  { workspaceId, programmeId }: Pick<Place, 'workspaceId' | 'programmeId'>,
  version: number,
): Promise<LoyaltyRules> {
  const key = `${workspaceId}:${programmeId}:${version}`
  const known = parsed.get(key)
  if (known) return known
  const { rows } = await sql<{ rules: unknown }>`select rules from loyalty_programme_versions
    where workspace_id = ${workspaceId} and programme_id = ${programmeId} and version = ${version}`.execute(tx)
  const rules = loyaltyRules.parse(rows[0]?.rules)
  if (parsed.size > 1000) parsed.clear()
  parsed.set(key, rules)
  return rules
}

/** The rules of an earlier version. */
export async function rulesOf(desk: Desk, version: number): Promise<LoyaltyRules> {
  return version === desk.version ? desk.rules : await readRules(desk.tx, desk, version)
}
