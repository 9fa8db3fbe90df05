import type { JourneyDefinition, JourneyNode } from '#contract/journeys'
import { nextMoment } from './next-moment.ts'

type MessageNode = Extract<JourneyNode, { kind: 'message' }>

export type MessageAhead = {
  node: MessageNode
  /** as early as it may come */
  at: Temporal.Instant
  /** of those who stand at the beginning, who would get it if nobody left before; less than 1 behind a split */
  share: number
  /** false where something may happen first that makes it needless */
  isSure: boolean
}

/** More would be a circle. */
const mostSteps = 50

/**
 * The messages that somebody meets who goes on from the step `start` at `begin`: up to the first branch, or a wait for a day that only the
 * person has. Ways of a split are all followed.
 */
export function messagesAhead(
  definition: JourneyDefinition,
  zone: string,
  start: string | null,
  begin: Temporal.Instant,
  isSure = true,
): MessageAhead[] {
  const follow = (
    from: string | null,
    at: Temporal.Instant,
    share: number,
    sure: boolean,
    steps: number,
  ): MessageAhead[] => {
    const node = definition.nodes.find(({ id }) => id === from)
    if (!node || steps > mostSteps) return []
    const go = (next: string | null, then = at, still = sure) => follow(next, then, share, still, steps + 1)
    switch (node.kind) {
      case 'message':
        return [{ node, at, share, isSure: sure }, ...go(node.next)]
      case 'action':
      case 'wait_best_hour':
        return go(node.next)
      case 'wait':
        return go(node.next, at.add({ seconds: node.seconds }))
      case 'wait_until':
        return go(node.next, nextMoment(at, node.at, zone, { weekdays: node.weekdays }))
      case 'wait_for':
      case 'wait_segment':
        return go(node.otherwise, at.add({ seconds: node.seconds }), false)
      case 'split':
        return node.ways.flatMap((way) => follow(way.next, at, (share * way.share) / 100, false, steps + 1))
      default:
        return []
    }
  }
  return follow(start, begin, 1, isSure, 0)
}
