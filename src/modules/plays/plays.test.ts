import { expect, test } from 'vitest'
import { usualVoice } from '#contract/brand'
import { journeyDefinition } from '#contract/journeys'
import { playKeys } from '#contract/play-words'
import { condition } from '#contract/segments'
import { translatorFor, translatorInVoice } from '#i18n'
import { locales } from '#platform/i18n'
import { goalOf, type Usual } from './play.ts'
import { plays } from './plays.ts'

const usual: Usual = { muchSpent: 50_000, muchOrdered: 9_000, gapDays: 24, category: 'tea', cartEvent: 'Cart Updated' }
const id = '00000000-0000-7000-8000-000000000001'

test('every play of the library is there, and is a journey that can be gone through', () => {
  expect(new Set(plays.map(({ key }) => key))).toEqual(new Set(playKeys))
  for (const [one, surveyId] of plays.flatMap((each) => [[each, null] as const, [each, id] as const])) {
    const templates = Array.from({ length: one.messages }, () => id)
    const made = { templates, segmentId: id, task: 'Call', surveyId }
    const nodes = one.nodes(made, usual)
    const start = nodes[0]?.id ?? null
    const { nodes: parsed } = journeyDefinition.parse({
      trigger: one.trigger(made, usual),
      again: one.again,
      start,
      nodes,
    })
    const named = new Set(parsed.map((node) => node.id))
    const led = parsed.flatMap((node) =>
      'next' in node ? [node.next, 'otherwise' in node ? node.otherwise : null] : [],
    )
    for (const next of led) if (next !== null) expect(named).toContain(next)
    const asks = parsed.filter((node) => node.kind === 'action' && node.action === 'ask_survey')
    expect(asks).toHaveLength(surveyId !== null && one.asksWith !== undefined ? 1 : 0)
    expect(parsed.filter(({ kind }) => kind === 'message')).toHaveLength(one.messages - asks.length)
    for (const asked of [one.segment?.(usual), one.quarter?.(usual)]) if (asked) condition.parse(asked)
  }
})

test('the goal of what is wanted again reaches beyond the message that reminds of it', () => {
  const one = plays.find(({ key }) => key === 'replenishment')
  for (const gapDays of [3, 60, 90, 365]) {
    const days = one && goalOf(one, { ...usual, gapDays }).days
    expect(days).toBe(Math.min(365, gapDays + 30))
  }
})

test('what a play says can be sent as it is, in every language', () => {
  const english = translatorFor('en', 'plays')
  const formal = { hu: 'formal', ru: 'formal', fa: 'formal', pl: 'formal' } as const
  for (const [locale, voice] of locales.flatMap((one) => [[one, usualVoice] as const, [one, formal] as const])) {
    const t = translatorInVoice(locale, voice, 'plays')
    for (const { key, messages, hasTask, button } of plays) {
      const numbers = Array.from({ length: messages }, (_, i) => i + 1)
      const words = [
        'name',
        'text',
        ...(hasTask ? ['task'] : []),
        ...(button ? ['button'] : []),
        ...numbers.flatMap((n) => [`subject${n}`, `message${n}`]),
      ].map((word) => `plays.${key}.${word}`)
      for (const word of words) {
        expect(t(word)).not.toBe(word)
        expect(t(word)).not.toMatch(/[[\]{}]|…$/)
        if (locale !== 'en') expect(t(word)).not.toBe(english(word))
      }
    }
  }
})
