import type { ThreadWork } from '#platform/threads'
import { shopHours } from './best-hour.ts'
import { type LearnOrder, type Learnt, learnShop } from './learn-shop.ts'

/** What was learnt, and at which hours the shop's customers buy. */
export type LearntShop = Learnt & { hours: Float64Array | undefined }

const work: ThreadWork<LearnOrder, LearntShop> = (order, { progress }) => ({
  ...learnShop(order, { progress }),
  hours: shopHours(order.histories),
})
export default work
