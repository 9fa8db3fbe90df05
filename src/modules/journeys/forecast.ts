import { sql } from 'kysely'
import type { JourneyDefinition, JourneyForecast } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { previewSegment } from '#modules/segments'
import { inWorkspace } from '#platform/postgres'
import { conditionOf } from './bring-in.ts'
import type { JourneysDeps } from './journeys-deps.ts'

const days = 365

/** Whom a journey would have met in the last year: people who begin, each once, not messages. Nothing is kept. */
export async function forecastJourney(
  deps: JourneysDeps,
  workspaceId: string,
  definition: JourneyDefinition,
): Promise<JourneyForecast> {
  const { trigger } = definition
  const count = async (condition: Condition): Promise<number> =>
    (await previewSegment(deps, workspaceId, condition)).members
  const happened = (event: string, where: Extract<JourneyDefinition['trigger'], { kind: 'event' }>['where']) =>
    count({
      kind: 'event',
      event,
      ...(where ? { where } : {}),
      count: { is: 'at_least', than: 1 },
      within: { lastSeconds: days * 86_400 },
    })
  if (trigger.kind === 'event') return { people: await happened(trigger.event, trigger.where), days, now: null }
  if (trigger.kind === 'segment') {
    const event = trigger.on === 'entered' ? 'Segment Entered' : 'Segment Left'
    const where = [{ path: 'segment_id', test: { is: 'equal', value: trigger.segmentId } as const }]
    const now = await count({ kind: 'in_segment', segmentId: trigger.segmentId })
    // Entries are known from the day on which the segment was made.
    const since = await inWorkspace(deps.db, workspaceId, (tx) =>
      sql<{
        days: number
      }>`select greatest(0, extract(epoch from ${deps.clock.now().toString()}::timestamptz - created_at) / 86400)::int as days
        from segments where workspace_id = ${workspaceId} and segment_id = ${trigger.segmentId}`.execute(tx),
    )
    const known = Math.min(days, since.rows[0]?.days ?? 0)
    return { people: known === 0 ? null : await happened(event, where), days: known, now }
  }
  if (trigger.kind === 'date' && trigger.yearly)
    return { people: await count({ kind: 'trait', path: trigger.trait, test: { is: 'known' } }), days, now: null }
  const condition = conditionOf(definition)
  return { people: null, days, now: condition ? await count(condition) : null }
}
