import type { Condition } from '#contract/segments'
import { childrenOf } from './walk-definition.ts'

/** What the program tells of itself most often; nothing of it changes traits, orders or when somebody was last seen. */
const ownEvents = [
  'Segment Entered',
  'Segment Left',
  'Message Sent',
  'Message Suppressed',
  'Message Failed',
  'Message Delivered',
]

/** Which of these events none of the definitions looks at: to whom nothing else happened need not be judged again. */
export function unaskedEvents(definitions: readonly (Condition | null)[]): string[] {
  const asked = definitions.flatMap((definition) => (definition === null ? [] : namesIn(definition)))
  return ownEvents.filter(
    (name) => !asked.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name)),
  )
}

function namesIn(condition: Condition): string[] {
  const own = 'event' in condition ? [condition.event] : []
  const steps = condition.kind === 'sequence' ? condition.steps.map(({ event }) => event) : []
  const messages = condition.kind === 'message' ? ['Message *'] : []
  return [...own, ...steps, ...messages, ...childrenOf(condition).flatMap(namesIn)]
}
