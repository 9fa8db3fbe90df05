import { sql } from 'kysely'
import type { Voice } from '#contract/brand'
import { journeyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { translatorFor, translatorInVoice } from '#i18n'
import { createJourney, type JourneysDeps } from '#modules/journeys'
import { createTemplate, type MessagingDeps } from '#modules/messaging'
import { createSegment, type SegmentsDeps } from '#modules/segments'
import { findUsualSurvey } from '#modules/surveys'
import { brandOf } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import type { Actor } from '#platform/http'
import { type Locale, locales } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
import { dataBlockOf } from './data-block.ts'
import { findMade, usualControl } from './list-plays.ts'
import { goalOf, type Play } from './play.ts'
import { plays } from './plays.ts'
import { readUsual } from './read-usual.ts'

export type PlaysDeps = { journeys: JourneysDeps; messaging: MessagingDeps; segments: SegmentsDeps }

const napMs = 100

/**
 * Makes what a play needs: its segment, its messages in five languages and in the voice the business has now, with the open survey in the one
 * that asks, and the journey, which nobody begins before it is switched on. The journey that was made of it before, while it is not put away;
 * whoever asks at the same time as somebody else gets the same one. Throws play_not_found.
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
  for (;;) {
    const made = await inWorkspace(deps.journeys.db, workspaceId, async (tx) =>
      (await isAlone(tx, workspaceId, one)) ? await setUp(deps, workspaceId, actor, one, locale) : undefined,
    )
    if (made) return made
    await new Promise((resolve) => setTimeout(resolve, napMs))
  }
}

/** Until the end of the transaction nobody else sets this play up; not waited for here, so that nobody who waits keeps a connection. */
async function isAlone(tx: Tx, workspaceId: string, { key }: Play): Promise<boolean> {
  const { rows } = await sql<{
    ok: boolean
  }>`select pg_try_advisory_xact_lock(hashtextextended(${`play:${workspaceId}:${key}`}, 0)) as ok`.execute(tx)
  return rows[0]?.ok ?? false
}

async function setUp(
  deps: PlaysDeps,
  workspaceId: string,
  actor: Actor,
  one: Play,
  locale: Locale,
): Promise<{ journeyId: string }> {
  const { key } = one
  const before = (await findMade(deps.journeys, workspaceId)).get(key)
  if (before !== undefined) return { journeyId: before }
  const t = translatorFor(locale, 'plays')
  const name = t(`plays.${key}.name`)
  const ch = deps.journeys.ch.forWorkspace(workspaceId)
  const { usual, surveyId } = await inWorkspace(deps.journeys.db, workspaceId, async (tx) => ({
    usual: await readUsual(ch, tx, workspaceId),
    surveyId: one.asksWith === undefined ? null : ((await findUsualSurvey(tx, workspaceId)) ?? null),
  }))
  const { voice } = await brandOf(deps.messaging.db, workspaceId)
  const templates: string[] = []
  for (let n = 1; n <= one.messages; n++)
    templates.push(await writeMessage(deps, workspaceId, actor, one, { n, name, voice, surveyId }))
  const segmentId = one.segment ? await writeSegment(deps, workspaceId, actor, one.segment(usual), name) : ''
  const made = { templates, segmentId, task: one.hasTask ? t(`plays.${key}.task`) : '', surveyId }
  const nodes = one.nodes(made, usual)
  const goal = goalOf(one, usual)
  const definition = journeyDefinition.parse({
    trigger: one.trigger(made, usual),
    again: one.again,
    control: usualControl,
    start: nodes[0]?.id ?? null,
    nodes,
    goal: { event: goal.event, windowDays: goal.days, exits: true },
  })
  const body = { name, description: t(`plays.${key}.text`), definition }
  const { journeyId } = await createJourney(deps.journeys, workspaceId, actor, body, key)
  return { journeyId }
}

async function writeMessage(
  { messaging }: PlaysDeps,
  workspaceId: string,
  actor: Actor,
  { key, purpose, hasNotice = false, button, asksWith }: Play,
  { n, name, voice, surveyId }: { n: number; name: string; voice: Voice; surveyId: string | null },
): Promise<string> {
  const data = dataBlockOf(key, n)
  const asked = n === asksWith && surveyId !== null ? [{ kind: 'survey' as const, surveyId, otherwise: '' }] : []
  const variants = Object.fromEntries(
    locales.map((locale) => {
      const t = translatorInVoice(locale, voice, 'plays')
      const subject = t(`plays.${key}.subject${n}`)
      const greeting = t('plays.greeting', { name: '{{ customer.name }}' })
      const texts = [
        `{% if customer.name %}${greeting}{% else %}${t('plays.greeting_plain')}{% endif %}`,
        t(`plays.${key}.message${n}`),
      ]
      const blocks = [
        { kind: 'heading' as const, text: subject },
        ...texts.map((text) => ({ kind: 'text' as const, text })),
        ...asked,
        ...(data ? [data] : []),
        ...(button ? [{ kind: 'button' as const, text: t(`plays.${key}.button`), url: button }] : []),
        { kind: 'text' as const, text: '{{ brand.name }}' },
      ]
      const notice = hasNotice ? { push: { title: subject, text: t(`plays.${key}.message${n}`), url: '' } } : {}
      return [locale, { subject, preheader: '', body: { kind: 'blocks' as const, blocks }, ...notice }]
    }),
  )
  const wanted = n === 1 ? name : `${name} ${n}`
  const make = (as: string) =>
    createTemplate(messaging, workspaceId, actor, { name: as, purpose, topic: null, variants })
  return (await withFreeName(wanted, 'template_name_taken', make)).templateId
}

async function writeSegment(
  { segments }: PlaysDeps,
  workspaceId: string,
  actor: Actor,
  definition: Condition,
  name: string,
): Promise<string> {
  const make = (as: string) => createSegment(segments, workspaceId, actor, { name: as, definition })
  return (await withFreeName(name, 'segment_name_taken', make)).segmentId
}

/** An earlier one of this name may still be there, perhaps changed by then: it is left alone. */
async function withFreeName<T>(name: string, taken: string, make: (name: string) => Promise<T>): Promise<T> {
  for (let i = 1; ; i++) {
    try {
      return await make(i === 1 ? name : `${name} (${i})`)
    } catch (error) {
      if (!(error instanceof DomainError) || error.reason !== taken || i >= 50) throw error
    }
  }
}
