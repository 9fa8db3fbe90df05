/** Lives the lives of some customers after another and writes them as blocks. */
import { parentPort, workerData } from 'node:worker_threads'
import { type BusinessPlan, liveCustomer, livePasserBy, makeBusiness, type Truth } from '#models/business'
import { customerBlocks } from '#modules/customers'
import { eventBlocks, type LoggedEvent, type Workspace } from '#modules/events'
import { type ProductBlocks, productBlocks } from '#modules/recommendations'
import type { Block } from '#platform/blocks'
import { passersBy } from './passers-by.ts'
import { toLogged } from './to-events.ts'

export type LifeThreadData = { plan: BusinessPlan; workspace: Workspace; receivedAt: number }
export type LivesAsked = { from: number; to: number }
type SeenProducts = ReturnType<ProductBlocks['take']>['seen']
export type LivesTold = LivesAsked & {
  blocks: Block[]
  customers: number
  events: number
  truths: Truth[]
  seen: SeenProducts
}

const { plan, workspace, receivedAt } = workerData as LifeThreadData
const business = makeBusiness(plan)
const events = eventBlocks(workspace.workspaceId, receivedAt)
const customers = customerBlocks(workspace)
const products = productBlocks(workspace)

parentPort?.on('message', ({ from, to }: LivesAsked) => {
  const truths: Truth[] = []
  let count = 0
  const add = (told: LoggedEvent[]): void => {
    if (told.length === 0) return
    const owners = customers.add(told)
    events.add(told, owners)
    products.add(told, owners)
    count += told.length
  }
  for (let index = from; index < to; index++) {
    const lived = liveCustomer(business, index)
    truths.push(lived.truth)
    add(toLogged(lived.events))
    if (passersBy(index)) add(toLogged(livePasserBy(business, index)))
  }
  const many = customers.customers()
  const { blocks: bought, seen } = products.take()
  const blocks = [...events.take(), ...customers.take(), ...bought]
  const told: LivesTold = { from, to, blocks, customers: many, events: count, truths, seen }
  parentPort?.postMessage(
    told,
    blocks.flatMap((block) => [block.rows.buffer, ...block.counted.map((c) => c.places.buffer)]),
  )
})
