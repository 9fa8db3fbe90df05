/** A shop where people come as a device, get an account, change their traits and are told to be one. */
import { createRandom } from './random.ts'
import { type Message, messageAt } from './workload.ts'

/** Every fifth event is about who somebody is; the others are those of `messageAt`. */
export function peopleMessages(seed: number, events: number, customers: number, until: number): Message[] {
  const random = createRandom(seed)
  return Array.from({ length: events }, (_, i) => {
    const message = messageAt(seed, i, customers, until)
    if (i % 5 !== 0 || message.event?.startsWith('Order') === true) return message
    const k = random.below(customers)
    const common = { messageId: message.messageId, timestamp: message.timestamp }
    const kind = random.below(5)
    if (kind === 0) return { ...common, type: 'track', event: 'Product Viewed', anonymousId: `d${k}`, properties: {} }
    if (kind === 1) {
      // A guest's purchase on a device that may turn out to be somebody's.
      const properties = { order_id: `g-${seed}-${i}`, currency: 'EUR', total: random.between(1, 999) / 10 }
      return { ...common, type: 'track', event: 'Order Completed', anonymousId: `d${k}`, properties }
    }
    if (kind === 2)
      return {
        ...common,
        type: 'identify',
        userId: `u${k}`,
        anonymousId: `d${k}`,
        traits: { name: `Name ${random.below(9)}` },
      }
    if (kind === 3) {
      const plan = random.below(4) === 0 ? null : `p${random.below(5)}`
      return {
        ...common,
        type: 'identify',
        userId: `u${k}`,
        traits: { email: `u${k}@example.com`, plan, tags: [`t${random.below(4)}`] },
      }
    }
    if (k % 7 === 0) return { ...common, type: 'alias', userId: `u${k}`, previousId: `old${k}` }
    return {
      ...common,
      type: 'track',
      event: 'Product Viewed',
      userId: k % 7 === 1 ? `old${k - 1}` : `u${k}`,
      properties: {},
    }
  })
}

/** The order in which they arrive: each up to a day late, one in ten a month. */
export function shuffleArrival(messages: Message[], seed: number): Message[] {
  const random = createRandom(seed)
  const dayMs = 86_400_000
  return messages
    .map((message) => ({
      message,
      at: Date.parse(message.timestamp) + random.below(dayMs) + (random.below(10) === 0 ? 30 * dayMs : 0),
    }))
    .sort((a, b) => a.at - b.at)
    .map(({ message }) => message)
}
