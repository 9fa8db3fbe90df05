import type { Play as ListedPlay } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { hasMoreCustomers } from '#modules/customers'
import type { JourneysDeps } from '#modules/journeys'
import { countBeginnings, countConditions, pastBegins } from '#modules/segments'
import { inWorkspace } from '#platform/postgres'
import { nothingMade, type Play, quarterDays, type Usual } from './play.ts'
import { plays } from './plays.ts'

/** Into so many parts the 90 days are cut, to see who came into a segment. */
const looks = 6
/** Of more than these a look takes seconds. */
const manyCustomers = 200_000

/** By key of the play. */
export type Sizes = Partial<Record<string, { people: number; over: ListedPlay['over'] }>>

/** Whom each play would begin with, now or in the last 90 days. */
export async function countSizes(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
): Promise<Sizes> {
  const asked = plays.map((one) => sizeOf(one, usual))
  const [now, entered] = await Promise.all([
    countConditions(deps, workspaceId, asked, at),
    countEntered(deps, workspaceId, usual, at),
  ])
  return Object.fromEntries(
    plays.map(({ key, quarter }, i) => {
      const lately = entered.get(key)
      const over = quarter || lately !== undefined ? 'quarter' : 'now'
      return [key, { people: lately ?? now[i] ?? 0, over }]
    }),
  )
}

/** Who came into the segments of plays that begin by that, by play; nothing of what the past cannot tell, or only slowly. */
async function countEntered(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
): Promise<Map<string, number>> {
  const from = at.subtract({ hours: 24 * quarterDays })
  const begun = plays.flatMap((one) => {
    const condition = one.quarter ? undefined : one.segment?.(usual)
    return condition && one.trigger(nothingMade, usual).kind === 'segment' ? [{ key: one.key, condition }] : []
  })
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (await hasMoreCustomers(tx, workspaceId, manyCustomers)) return []
    const begins = await Promise.all(begun.map(({ condition }) => pastBegins(deps, tx, workspaceId, condition)))
    return begun.filter((_, i) => Temporal.Instant.compare(begins[i] ?? from, from) <= 0)
  })
  const conditions = known.map(({ condition }) => condition)
  const moments = Array.from({ length: looks + 1 }, (_, i) => from.add({ hours: (24 * quarterDays * i) / looks }))
  const counts = await countBeginnings(deps, workspaceId, conditions, moments)
  return new Map(known.map(({ key }, i) => [key, counts[i] ?? 0]))
}

export function sizeOf({ quarter, segment }: Play, usual: Usual): Condition {
  return quarter?.(usual) ?? segment?.(usual) ?? { kind: 'everyone' }
}
