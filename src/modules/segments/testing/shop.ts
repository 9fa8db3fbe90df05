import { sql } from 'kysely'
import type { Condition } from '#contract/segments'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent, startProjector } from '#modules/events'
import type { Actor } from '#platform/http'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import type { SegmentsDeps } from '../segments-deps.ts'
import { settleSegments } from '../watch-segments.ts'
import { createSegment } from '../write-segment.ts'

export const actor = { kind: 'key', actorId: '00000000-0000-7000-8000-000000000001' } as Actor

/** Segments on the real engines, with a clock that can be moved; everything is up to date when a call resolves. */
export async function openSegments(start: string) {
  const { db } = await testDb()
  const ch = testClickhouse()
  const clock = fakeClock(start)
  const deps: SegmentsDeps = { db, ch, clock, log: silentLog, onWritten: () => {} }
  const settle = async (): Promise<void> => {
    // Entries and exits are events, which are projected in their turn.
    for (let round = 0; round < 2; round++) {
      const projector = startProjector({ db, ch, clock, log: silentLog, project: projectCustomers, ...factReaders })
      await projector.settle()
      await projector.stop()
      await settleSegments(deps)
    }
  }
  const openShop = async (settings: { timeZone?: string } = {}) => {
    const workspaceId = await newWorkspace(db, settings)
    const read = <T>(text: ReturnType<typeof sql<T>>) => inWorkspace(db, workspaceId, (tx) => text.execute(tx))
    return {
      workspaceId,
      read,
      send: async (events: CanonicalEvent[]): Promise<void> => {
        await appendEvents(db, clock, workspaceId, events)
        await settle()
      },
      define: async (definition: Condition | null, name = newId()): Promise<string> => {
        const { segmentId } = await createSegment(deps, workspaceId, actor, { name, definition })
        await settle()
        return segmentId
      },
      /** The ids of the shop's own, in order. */
      members: async (segmentId: string): Promise<string[]> => {
        const found = await read(
          sql<{
            id: string
          }>`select c.external_id as id from segment_members m join customers c using (workspace_id, customer_id)
            where m.segment_id = ${segmentId} order by 1`,
        )
        return found.rows.map(({ id }) => id)
      },
      at: async (moment: string): Promise<void> => {
        clock.set(moment)
        await settle()
      },
    }
  }
  return { deps, clock, settle, openShop }
}

let next = 0
export const track = (
  userId: string,
  event: string,
  at: string,
  properties: Record<string, unknown> = {},
): CanonicalEvent => ({
  messageId: `m${next++}`,
  occurredAt: at,
  source: 'test',
  body: { type: 'track', event, userId, properties },
})
export const identify = (userId: string, traits: Record<string, unknown>, at: string): CanonicalEvent => ({
  messageId: `m${next++}`,
  occurredAt: at,
  source: 'test',
  body: { type: 'identify', userId, traits },
})
