import type { PlayNeed } from '#contract/play-words'
import type { Condition } from '#contract/segments'
import type { JourneysDeps } from '#modules/journeys'
import { countConditions } from '#modules/segments'
import { didLately, late, order, type Play, type Usual } from './play.ts'

/** Whether customers show that the shop has what these plays need; many need the same, which is asked once. */
export async function askNeeds(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
  plays: Play[],
): Promise<(need: PlayNeed, one: Play) => boolean> {
  const asked = new Map(
    plays.flatMap((one) =>
      one.needs.map((need) => {
        const condition = showing(need, one, usual)
        return [JSON.stringify(condition), condition] as const
      }),
    ),
  )
  const counts = await countConditions(deps, workspaceId, [...asked.values()], at)
  const met = new Set([...asked.keys()].filter((_, i) => (counts[i] ?? 0) > 0))
  return (need: PlayNeed, one: Play): boolean => met.has(JSON.stringify(showing(need, one, usual)))
}

/** Holds for anybody only where the shop has what is needed. */
function showing(need: PlayNeed, one: Play, usual: Usual): Condition {
  switch (need) {
    case 'event':
      return didLately(one.needsEvent?.(usual) ?? order)
    case 'trait':
      return { kind: 'trait', path: one.needsTrait ?? '', test: { is: 'known' } }
    case 'orders':
      return { kind: 'measure', measure: 'orders', count: { is: 'at_least', than: 1 } }
    case 'rhythm':
      return late
    case 'predictions':
      return { kind: 'risk', bands: ['low', 'medium', 'high'] }
    case 'messages':
      return { kind: 'message', did: 'sent', count: { is: 'at_least', than: 1 } }
    // Said by the shop, not by customers.
    case 'invitations':
    case 'survey':
      return { kind: 'everyone' }
    case 'members':
      return { kind: 'trait', path: 'loyalty_joined_at', test: { is: 'known' } }
    case 'email':
      return { kind: 'trait', path: 'email', test: { is: 'known' } }
  }
}
