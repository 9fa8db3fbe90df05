import { sql } from 'kysely'
import { type JourneyDefinition, journeyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent, startProjector } from '#modules/events'
import { createSegment, settleSegments } from '#modules/segments'
import type { Actor } from '#platform/http'
import { newId } from '#platform/ids'
import { startJobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { journeyActions } from '../actions.ts'
import type { JourneysDeps } from '../journeys-deps.ts'
import { settleJourneys } from '../watch-journeys.ts'
import { createJourney, startJourney } from '../write-journey.ts'

export const actor = { kind: 'key', actorId: '00000000-0000-7000-8000-000000000001' } as Actor

/** Journeys on the real engines, with a clock that can be moved; everybody is where they should be when a call resolves. */
export async function openJourneys(start: string) {
  const { db, url } = await testDb()
  const ch = testClickhouse()
  const clock = fakeClock(start)
  const jobs = await startJobs(url, { log: silentLog, work: false })
  await jobs.define('experiments.intake', (await import('zod')).z.object({}), async () => {})
  const deps: JourneysDeps = {
    db,
    ch,
    clock,
    log: silentLog,
    jobs,
    actions: journeyActions(clock, jobs),
    onWritten: () => {},
    silenceDays: async () => 90,
  }
  const settle = async (): Promise<void> => {
    // What a journey does are events, which are projected in their turn.
    for (let round = 0; round < 3; round++) {
      const projector = startProjector({ db, ch, clock, log: silentLog, project: projectCustomers, ...factReaders })
      await projector.settle()
      await projector.stop()
      await settleSegments(deps)
      await settleJourneys(deps)
    }
  }
  const openShop = async (settings: { timeZone?: string } = {}) => {
    const workspaceId = await newWorkspace(db, settings)
    const read = <T>(text: ReturnType<typeof sql<T>>) => inWorkspace(db, workspaceId, (tx) => text.execute(tx))
    const send = async (...events: CanonicalEvent[]): Promise<void> => {
      await appendEvents(db, clock, workspaceId, events)
      await settle()
    }
    return {
      workspaceId,
      read,
      send,
      at: async (moment: string): Promise<void> => {
        clock.set(moment)
        await settle()
      },
      template: async (): Promise<string> => {
        const templateId = newId()
        const now = clock.now().toString()
        await read(sql`insert into message_templates (workspace_id, template_id, name, purpose, channel, version, created_at, updated_at)
          values (${workspaceId}, ${templateId}, ${templateId}, 'useful', 'email', 1, ${now}, ${now})`)
        return templateId
      },
      segment: async (definition: Condition, name = newId()): Promise<string> => {
        const { segmentId } = await createSegment(deps, workspaceId, actor, { name, definition })
        await settle()
        return segmentId
      },
      /** Switched on; without a control group unless one is asked for. */
      journey: async (
        definition: Partial<JourneyDefinition> & { trigger: object },
        backfill = false,
      ): Promise<string> => {
        const whole = journeyDefinition.parse({ control: 0, start: definition.nodes?.[0]?.id ?? null, ...definition })
        const { journeyId } = await createJourney(deps, workspaceId, actor, { name: newId(), definition: whole })
        await startJourney(deps, workspaceId, actor, journeyId, { backfill })
        await settle()
        return journeyId
      },
      /** [person, template] of everything queued, in order. */
      queued: async (): Promise<string[][]> => {
        const found = await read(
          sql<{ who: string; template: string }>`select c.external_id as who, m.template_id as template
            from messages m join customers c using (workspace_id, customer_id) where workspace_id = ${workspaceId} order by m.message_id`,
        )
        return found.rows.map(({ who, template }) => [who, template])
      },
      /** [person, key, status, reason, step] of every run, in order. */
      runs: async (journeyId: string): Promise<(string | null)[][]> => {
        const found = await read(
          sql<{ who: string; key: string; status: string; reason: string | null; node: string | null }>`
            select c.external_id as who, r.run_key as key, r.status, r.reason, r.node_id as node
            from journey_runs r join customers c using (workspace_id, customer_id)
            where r.journey_id = ${journeyId} order by c.external_id, r.run_key, r.entered_at, r.run_id`,
        )
        return found.rows.map(({ who, key, status, reason, node }) => [who, key, status, reason, node])
      },
    }
  }
  return { deps, clock, settle, openShop, url, stop: () => jobs.stop() }
}

let next = 0
export const track = (
  userId: string,
  event: string,
  at: string,
  properties: Record<string, unknown> = {},
): CanonicalEvent => ({
  messageId: `j${next++}`,
  occurredAt: at,
  source: 'test',
  body: { type: 'track', event, userId, properties },
})
export const identify = (userId: string, traits: Record<string, unknown>, at: string): CanonicalEvent => ({
  messageId: `j${next++}`,
  occurredAt: at,
  source: 'test',
  body: { type: 'identify', userId, traits },
})
