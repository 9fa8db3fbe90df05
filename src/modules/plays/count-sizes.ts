import type { Play as ListedPlay } from '#contract/journeys'
import { playGroups } from '#contract/play-words'
import type { Condition } from '#contract/segments'
import { hasMoreCustomers } from '#modules/customers'
import type { JourneysDeps } from '#modules/journeys'
import { countBeginnings, countConditions, pastBegins } from '#modules/segments'
import { inWorkspace } from '#platform/postgres'
import { askNeeds } from './needs.ts'
import { nothingMade, type Play, quarterDays, type Usual } from './play.ts'

/** Into so many parts the 90 days are cut, to see who came into a segment. */
const looks = 6
/** Of more than these a look takes seconds. */
const manyCustomers = 200_000

/** By key of the play. */
export type Sizes = Partial<Record<string, { people: number; over: ListedPlay['over'] }>>

/**
 * Whom some of these plays would begin with, now or in the last 90 days: those that one question answers, all together; or else those of one
 * group of the library for which everybody is looked at again and again.
 */
export async function countSome(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
  missing: Play[],
): Promise<Sizes> {
  const back = missing.filter((one) => looksBack(one, usual))
  if (back.length === missing.length) return await countBack(deps, workspaceId, usual, at, firstGroup(back))
  const isMet = await askNeeds(deps, workspaceId, usual, at, back)
  // Where nobody shows what a play lives on, nobody came into its segment either.
  const later = back.filter((one) => one.needs.every((need) => isMet(need, one)))
  const quick = missing.filter((one) => !later.includes(one))
  return await countNow(deps, workspaceId, usual, at, quick)
}

const firstGroup = (all: Play[]): Play[] => {
  const groups = Object.values(playGroups).map((keys) => all.filter(({ key }) => keys.some((one) => one === key)))
  return groups.find((group) => group.length > 0) ?? []
}

/** A play that begins with who comes into its segment: who did lately is seen by looking at several moments. */
function looksBack({ quarter, segment, trigger }: Play, usual: Usual): boolean {
  return quarter === undefined && segment !== undefined && trigger(nothingMade, usual).kind === 'segment'
}

async function countNow(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
  asked: Play[],
): Promise<Sizes> {
  const conditions = asked.map((one) => sizeOf(one, usual))
  const counts = await countConditions(deps, workspaceId, conditions, at)
  return Object.fromEntries(
    asked.map(({ key, quarter }, i) => [key, { people: counts[i] ?? 0, over: quarter ? 'quarter' : 'now' }]),
  )
}

/** Those who came into the segments in the last 90 days; now, for what the past cannot tell, or only slowly. */
async function countBack(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
  asked: Play[],
): Promise<Sizes> {
  const from = at.subtract({ hours: 24 * quarterDays })
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (await hasMoreCustomers(tx, workspaceId, manyCustomers)) return []
    const begins = await Promise.all(asked.map((one) => pastBegins(deps, tx, workspaceId, sizeOf(one, usual))))
    return asked.filter((_, i) => Temporal.Instant.compare(begins[i] ?? from, from) <= 0)
  })
  const conditions = known.map((one) => sizeOf(one, usual))
  const moments = Array.from({ length: looks + 1 }, (_, i) => from.add({ hours: (24 * quarterDays * i) / looks }))
  const counts = await countBeginnings(deps, workspaceId, conditions, moments)
  const others = asked.filter((one) => !known.includes(one))
  return {
    ...(await countNow(deps, workspaceId, usual, at, others)),
    ...Object.fromEntries(known.map(({ key }, i) => [key, { people: counts[i] ?? 0, over: 'quarter' as const }])),
  }
}

export function sizeOf({ quarter, segment }: Play, usual: Usual): Condition {
  return quarter?.(usual) ?? segment?.(usual) ?? { kind: 'everyone' }
}
