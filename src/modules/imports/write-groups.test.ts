import { expect, test } from 'vitest'
import { readBacklog } from '#modules/events'
import { newWorkspace } from '#testing'
import { openShop } from './testing.ts'
import { mostEvents } from './write-groups.ts'

const shop = await openShop()

test('a large file runs ahead of the projector by a little only, so that nobody else waits behind all of it', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const orders = Array.from({ length: 9_000 }, (_, i) => `${i},c${i % 700},2025-07-01 10:00:00,10.00`)
  const path = shop.write(`order,customer,date,total\n${orders.join('\n')}\n`)
  const mostAhead = 500
  const behind: Promise<{ events: number }>[] = []
  const onWritten = (id: string): void => {
    shop.deps.onWritten?.(id)
    behind.push(readBacklog(shop.deps.db, id))
  }
  const progress = await shop.run(workspaceId, path, await shop.draft(workspaceId, path), {
    deps: { ...shop.deps, mostAhead, onWritten },
  })
  expect(progress).toMatchObject({ orders: 9_000, eventsProjected: 9_000 })
  const events = (await Promise.all(behind)).map((one) => one.events)
  expect(events.length).toBeGreaterThan(4)
  expect(Math.max(...events)).toBeLessThanOrEqual(mostAhead + mostEvents)
})
