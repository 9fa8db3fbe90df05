import { sql } from 'kysely'
import { type Journey, journeyDefinition, type PlayList } from '#contract/journeys'
import { translatorFor } from '#i18n'
import { createJourney, forecastJourney, type JourneysDeps } from '#modules/journeys'
import { createTemplate, type MessagingDeps } from '#modules/messaging'
import { createSegment, previewSegment, type SegmentsDeps } from '#modules/segments'
import { DomainError } from '#platform/errors'
import type { Actor } from '#platform/http'
import { type Locale, locales } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import { type Play, plays } from './plays.ts'

export type PlaysDeps = { journeys: JourneysDeps; messaging: MessagingDeps; segments: SegmentsDeps }

/** Every play with whom it would reach, and the journey that was made of it. */
export async function listPlays({ journeys }: PlaysDeps, workspaceId: string): Promise<PlayList> {
  const made = await findMade(journeys, workspaceId)
  const list: PlayList['plays'] = []
  for (const one of plays) {
    const size = one.segment
      ? { people: (await previewSegment(journeys, workspaceId, one.segment)).members, over: 'now' as const }
      : { people: await inAYear(journeys, workspaceId, one), over: 'year' as const }
    list.push({ key: one.key, ...size, journeyId: made.get(one.key) ?? null })
  }
  return { plays: list }
}

async function inAYear(deps: JourneysDeps, workspaceId: string, one: Play): Promise<number> {
  const definition = journeyDefinition.parse({ trigger: one.trigger(undefined), start: null, nodes: [] })
  return (await forecastJourney(deps, workspaceId, definition)).people ?? 0
}

/**
 * Makes what a play needs: its segment, its message in five languages, and the journey, which nobody begins before it is switched on.
 * The journey that was made of it before, while it is not put away. Throws play_not_found.
 */
export async function usePlay(
  deps: PlaysDeps,
  workspaceId: string,
  actor: Actor,
  wanted: string,
  locale: Locale,
): Promise<{ journeyId: string }> {
  const one = plays.find((each) => each.key === wanted)
  if (!one) throw new DomainError('not_found', 'play_not_found', 'There is no such play.')
  const { key } = one
  const before = (await findMade(deps.journeys, workspaceId)).get(key)
  if (before !== undefined) return { journeyId: before }
  const t = translatorFor(locale, 'plays')
  const name = t(`plays.${key}.name`)
  const templateId = one.message ? await writeMessage(deps, workspaceId, actor, one, name) : undefined
  const segmentId = one.segment ? await writeSegment(deps, workspaceId, actor, one.segment, name) : undefined
  const nodes = one.nodes({ templateId, taskTitle: one.message ? '' : t(`plays.${key}.task`) })
  const definition = journeyDefinition.parse({
    trigger: one.trigger(segmentId),
    again: one.again,
    start: nodes[0]?.id ?? null,
    nodes,
    goal: { event: 'Order Completed', windowDays: one.goalDays, exits: true },
  })
  const body = { name, description: t(`plays.${key}.text`), definition }
  const journey: Journey = await createJourney(deps.journeys, workspaceId, actor, body, key)
  return { journeyId: journey.journeyId }
}

async function findMade({ db }: JourneysDeps, workspaceId: string): Promise<Map<string, string>> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ play: string; id: string }>`select distinct on (play) play, journey_id as id from journeys
      where workspace_id = ${workspaceId} and play is not null and status <> 'archived' order by play, created_at desc`.execute(
      tx,
    ),
  )
  return new Map(found.rows.map(({ play, id }) => [play, id]))
}

async function writeMessage(
  { messaging }: PlaysDeps,
  workspaceId: string,
  actor: Actor,
  { key, message = 'useful' }: Play,
  name: string,
): Promise<string> {
  const variants = Object.fromEntries(
    locales.map((locale) => {
      const t = translatorFor(locale, 'plays')
      const blocks = [
        { kind: 'heading' as const, text: t(`plays.${key}.subject`) },
        { kind: 'text' as const, text: t(`plays.${key}.message`) },
      ]
      return [locale, { subject: t(`plays.${key}.subject`), preheader: '', body: { kind: 'blocks' as const, blocks } }]
    }),
  )
  const make = (as: string) =>
    createTemplate(messaging, workspaceId, actor, { name: as, purpose: message, topic: null, variants })
  return (await withFreeName(name, 'template_name_taken', make)).templateId
}

async function writeSegment(
  { segments }: PlaysDeps,
  workspaceId: string,
  actor: Actor,
  definition: NonNullable<Play['segment']>,
  name: string,
): Promise<string> {
  const make = (as: string) => createSegment(segments, workspaceId, actor, { name: as, definition })
  return (await withFreeName(name, 'segment_name_taken', make)).segmentId
}

/** An earlier one of this name may still be there, perhaps changed by then: it is left alone. */
async function withFreeName<T>(name: string, taken: string, make: (name: string) => Promise<T>): Promise<T> {
  for (let i = 1; ; i++) {
    try {
      return await make(i === 1 ? name : `${name} ${i}`)
    } catch (error) {
      if (!(error instanceof DomainError) || error.reason !== taken || i >= 50) throw error
    }
  }
}
