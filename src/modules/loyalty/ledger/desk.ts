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

/** What was in force when it was last asked for, by programme. */
const lastSeen = new Map<string, Pick<Desk, 'version' | 'rules' | 'zone'>>()
const mostSeen = 1000

const nameOf = ({ workspaceId, programmeId }: Pick<Place, 'workspaceId' | 'programmeId'>): string =>
  `${workspaceId}:${programmeId}`

/** Opens a transaction for one programme; two that wait for each other are both done, one after the other. Throws not_found. */
export async function atDesk<T>(deps: LoyaltyDeps, place: Place, work: (desk: Desk) => Promise<T>): Promise<T> {
  return await unlessStuck(() =>
    inWorkspace(deps.db, place.workspaceId, async (tx) => work(await openDesk(tx, deps.clock, place)), {
      plansOnce: true,
    }),
  )
}

const mostTries = 3

/** A request's key is taken before accounts where something is done by itself, and after them where tills are served together. */
async function unlessStuck<T>(work: () => Promise<T>, tries = 1): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: unknown }).code !== deadlock || tries === mostTries) throw error
    return await unlessStuck(work, tries + 1)
  }
}

/** One of two was given up by PostgreSQL, and nothing is left of it. */
const deadlock = '40P01'

/** The same with the rules that were last seen in force, where they are known: for who opens books, which brings those that are (`followRules`). */
export async function atSeenDesk<T>(deps: LoyaltyDeps, place: Place, work: (desk: Desk) => Promise<T>): Promise<T> {
  const open = async (tx: Tx): Promise<Desk> => {
    const seen = lastSeen.get(nameOf(place))
    return seen
      ? { ...place, tx, now: deps.clock.now(), ...seen, pending: pendingNothing() }
      : openDesk(tx, deps.clock, place)
  }
  return await unlessStuck(() =>
    inWorkspace(deps.db, place.workspaceId, async (tx) => work(await open(tx)), { plansOnce: true }),
  )
}

/** The same for reports, which find nothing by its key: each is planned for what it asks, and may read whole tables. */
export async function atReportDesk<T>(
  { db, clock }: Pick<LoyaltyDeps, 'db' | 'clock'>,
  place: Place,
  work: (desk: Desk) => Promise<T>,
): Promise<T> {
  return await inWorkspace(db, place.workspaceId, async (tx) => work(await openDesk(tx, clock, place)))
}

/** The same in a transaction that is open already. */
export async function openDesk(tx: Tx, clock: Clock, place: Place): Promise<Desk> {
  const { rows } = await prepared<InForce>`
    select p.version, w.time_zone as zone from loyalty_programmes p join workspaces w using (workspace_id)
    where p.workspace_id = ${place.workspaceId} and p.programme_id = ${place.programmeId}`.execute(tx)
  const [row] = rows
  if (!row) throw noProgramme()
  const inForce = await readInForce(tx, place, row)
  return { ...place, tx, now: clock.now(), ...inForce, pending: pendingNothing() }
}

type InForce = { version: number; zone: string }

async function readInForce(
  tx: Tx,
  place: Pick<Place, 'workspaceId' | 'programmeId'>,
  { version, zone }: InForce,
): Promise<Pick<Desk, 'version' | 'rules' | 'zone'>> {
  const rules = await readRules(tx, place, version)
  const inForce = { version, rules, zone: rules.timeZone ?? zone }
  if (lastSeen.size > mostSeen) lastSeen.clear()
  lastSeen.set(nameOf(place), inForce)
  return inForce
}

export const noProgramme = (): DomainError =>
  new DomainError('not_found', 'programme_not_found', 'There is no such loyalty programme.')

/** From here on the desk goes by the rules that are in force, now that accounts are locked: what is written stands by those. */
export async function followRules(desk: Desk, found: InForce): Promise<void> {
  Object.assign(desk, await readInForce(desk.tx, desk, found))
}

async function readRules(
  tx: Tx,
  { workspaceId, programmeId }: Pick<Place, 'workspaceId' | 'programmeId'>,
  version: number,
): Promise<LoyaltyRules> {
  const key = `${nameOf({ workspaceId, programmeId })}:${version}`
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
