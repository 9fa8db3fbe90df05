import { expect, test } from 'vitest'
import { fakeClock, newWorkspace, testDb } from '#testing'
import { appendEvents } from './append-events.ts'

const { db } = await testDb()

test('an event is known again by its messageId: for ever at about its own time, within a week whatever time it says', async () => {
  const workspaceId = await newWorkspace(db)
  const clock = fakeClock('2026-03-01T12:00:00Z')
  const isNew = async (messageId: string, occurredAt: string): Promise<boolean> => {
    const event = {
      messageId,
      occurredAt,
      source: 'test',
      body: { type: 'track', event: 'Seen', userId: 'u1' } as const,
    }
    const { accepted, duplicates } = await appendEvents(db, clock, workspaceId, [event, event])
    expect(accepted + duplicates).toBe(2)
    return accepted === 1
  }
  expect(await isNew('now', '2026-03-01T11:59:00Z')).toBe(true)
  expect(await isNew('late', '2024-05-05T10:00:00Z')).toBe(true)
  clock.set('2026-03-08T11:00:00Z')
  expect(await isNew('now', '2026-03-08T11:00:00Z')).toBe(false)
  expect(await isNew('late', '2024-05-05T10:00:00Z')).toBe(false)
  clock.set('2028-03-01T12:00:00Z')
  expect(await isNew('now', '2026-03-01T11:59:00Z')).toBe(false)
  expect(await isNew('now', '2026-03-07T11:59:00Z')).toBe(false)
  expect(await isNew('late', '2024-05-01T10:00:00Z')).toBe(false)
  expect(await isNew('new', '2026-03-01T11:59:00Z')).toBe(true)
})
