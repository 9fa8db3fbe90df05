import type { scoreMeasures } from '#contract/segment-words'
import type { Comparison, Condition, InPeriod, PropertyTest, ValueTest, Within } from '#contract/segments'
import { toMajor } from '#platform/money'
import { eventWord } from '../customers/event-words.ts'
import { traitWord } from '../customers/list/trait-words.ts'
import type { I18n } from '../i18n/use-i18n.ts'

/** What a sentence about a condition needs beside the words: the shop's money and what its segments and traits are called. */
export type Names = { currency: string; segment: (id: string) => string; trait: (path: string) => string }
export type Say = I18n & { names: Names }

type Leaf = Exclude<Condition, { of: unknown }>

/** Puts texts into the gaps `[name]` of a sentence. */
export function fill(template: string, texts: Record<string, string>): string {
  return template
    .replaceAll(/\[(\w+)\]/g, (_, name: string) => texts[name] ?? '')
    .replaceAll(/ {2,}/g, ' ')
    .replace(/[ ,:،]+$/, '')
    .trim()
}

// What somebody wrote keeps its own direction in the sentence.
const apart = (text: string): string => `⁨${text}⁩`
const quoted = (say: Say, text: string): string => say.t('segments.quoted', { text: apart(text) })

const plain = (say: Say, value: number): string => say.number(value, Number.isInteger(value) ? 0 : 2)

const told = (what: string, count: string, within = ''): string => `${what}: ${count} ${within}`.trim()

/** A condition that asks nothing further, in words. */
export function leafText(say: Say, condition: Leaf): string {
  const { t } = say
  const words = (name: string, texts: Record<string, string>): string => fill(t(`segments.say.${name}`), texts)
  switch (condition.kind) {
    case 'everyone':
      return t('segments.say.everyone')
    case 'trait':
      return `${traitName(say, condition.path)} ${testText(say, condition.test)}`
    case 'event': {
      const { event, where, whereAny, count, within, sum } = condition
      const texts = {
        event: eventName(say, event) + whereText(say, where, whereAny),
        within: withinText(say, within),
        sum: sum === undefined ? '' : apart(sum),
        count: sum === undefined ? timesText(say, count) : countText(say, count),
      }
      return sum === undefined ? told(texts.event, texts.count, texts.within) : words('event_sum', texts)
    }
    case 'event_time': {
      const { event, where, whereAny, which, test } = condition
      const texts = { event: eventName(say, event) + whereText(say, where, whereAny), test: testText(say, test) }
      return words(`event_time_${which}`, texts)
    }
    case 'last_event': {
      const { event, where, whereAny, has } = condition
      const texts = { event: eventName(say, event) + whereText(say, where, whereAny), has: propertiesText(say, has) }
      return words('last_event', texts)
    }
    case 'sequence': {
      const { steps, withinSeconds } = condition
      const toldSteps = steps.map((step) => eventName(say, step.event) + whereText(say, step.where, step.whereAny))
      const within = withinSeconds === undefined ? '' : fill(t('segments.gap'), { span: spanText(say, withinSeconds) })
      return [toldSteps.join(t('segments.then')), within].filter((part) => part !== '').join(t('segments.comma'))
    }
    case 'message': {
      const { did, count, within, template, channel } = condition
      const which = say.list([template, channel].filter((one) => one !== undefined))
      const deed = t(`segments.deed.${did}`) + (which === '' ? '' : ` (${apart(which)})`)
      return told(deed, timesText(say, count), withinText(say, within))
    }
    case 'subscribed':
      return words(`subscribed_${condition.mode}`, { topic: quoted(say, condition.topic) })
    case 'consent':
      return words('consent', {
        channel: channelName(say, condition.channel),
        purpose: condition.purpose === undefined ? t('segments.any_purpose') : purposeName(say, condition.purpose),
        state: t(`segments.consent.${condition.state}`),
      })
    case 'in_segment':
      return words('in_segment', { segment: quoted(say, say.names.segment(condition.segmentId)) })
    case 'random':
      return words('random', {
        share: say.percent(condition.share * 100, Number.isInteger(Math.round(condition.share * 1e4) / 100) ? 0 : 2),
      })
    case 'measure':
      return told(t(`segments.measure.${condition.measure}`), countText(say, condition.count, unitOf(condition)))
    case 'risk':
      return words('risk', { bands: condition.bands.map((band) => t(`segments.band.${band}`)).join(t('segments.or')) })
    case 'score':
      return told(t(`segments.score.${condition.score}`), countText(say, condition.count, unitOf(condition)))
    case 'would_like':
      return words(`would_like_${condition.what}`, { value: quoted(say, condition.value) })
    case 'kept': {
      const { path, value, atLeastSeconds, lessThanSeconds } = condition
      const spans = [
        ...(atLeastSeconds === undefined ? [] : [['at_least', atLeastSeconds] as const]),
        ...(lessThanSeconds === undefined ? [] : [['less_than', lessThanSeconds] as const]),
      ].map(([is, seconds]) => fill(t(`segments.count.${is}`), { n: spanText(say, seconds) }))
      return words('kept', { path: traitName(say, path), value: quoted(say, String(value)), span: say.list(spans) })
    }
  }
}

export function testText(say: Say, test: ValueTest): string {
  const { t } = say
  const template = t(`segments.test.${test.is}`)
  const texts: Record<string, string> = {}
  if ('value' in test) texts.value = valueText(say, test.value)
  if ('values' in test) texts.values = test.values.map((one) => valueText(say, one)).join(t('segments.or'))
  if ('seconds' in test) texts.span = spanText(say, test.seconds)
  if ('at' in test) texts.at = momentText(say, test.at)
  if ('period' in test) texts.period = periodText(say, test)
  if ('days' in test) texts.days = say.number(test.days)
  if ('from' in test) {
    texts.from = plain(say, test.from)
    texts.to = plain(say, test.to)
  }
  return fill(template, texts)
}

function valueText(say: Say, value: string | number | boolean): string {
  if (typeof value === 'number') return plain(say, value)
  if (typeof value === 'boolean') return say.t(value ? 'segments.yes' : 'segments.no')
  return quoted(say, value)
}

export function countText(say: Say, { is, than }: Comparison, unit: Unit = 'number'): string {
  return fill(say.t(`segments.count.${is}`), { n: amountText(say, than, unit) })
}

function timesText(say: Say, { is, than }: Comparison): string {
  if (is === 'exactly' && than === 0) return say.t('segments.never')
  return fill(say.t(`segments.count.${is}`), { n: say.t('segments.times', { n: than }) })
}

export type Unit = 'number' | 'money' | 'percent' | 'days'

const scoreUnits: Record<(typeof scoreMeasures)[number], Unit> = {
  risk: 'percent',
  risk_rise: 'percent',
  alive: 'percent',
  alive_fall: 'percent',
  clv: 'money',
  clv_fall: 'money',
  clv_low: 'money',
  clv_high: 'money',
  next_visit: 'days',
  next_visit_later: 'days',
}

export function unitOf(condition: Extract<Condition, { kind: 'measure' | 'score' }>): Unit {
  if (condition.kind === 'score') return scoreUnits[condition.score]
  if (condition.measure === 'orders') return 'number'
  return condition.measure.startsWith('days') ? 'days' : 'money'
}

function amountText(say: Say, than: number, unit: Unit): string {
  if (unit === 'money') return say.money(than, say.names.currency)
  if (unit === 'percent') return say.percent(than * 100, 1)
  if (unit === 'days') return say.t('segments.span.days', { n: than })
  return plain(say, than)
}

/** What is typed for an amount, and back. */
export const toShown = (than: number, unit: Unit, currency: string): number =>
  unit === 'money' ? toMajor(than, currency) : unit === 'percent' ? Math.round(than * 10_000) / 100 : than

const days: readonly string[] = ['yesterday', 'today', 'tomorrow']

/** Of another calendar than the reader's it says so. */
export function periodText({ t, calendar: own }: Say, { period, calendar = 'gregorian' }: InPeriod): string {
  const text = t(`segments.period.${period}`)
  if (calendar === own || days.includes(period)) return text
  return t('segments.of_calendar', { period: text, calendar: t(`segments.calendar.${calendar}`) })
}

export function withinText(say: Say, within: Within | undefined): string {
  const { t } = say
  if (within === undefined) return ''
  if ('lastSeconds' in within) return fill(t('segments.within.last'), { span: spanText(say, within.lastSeconds) })
  if ('period' in within) return `(${periodText(say, within)})`
  const { from, to } = within
  return [
    from === undefined ? '' : fill(t('segments.within.from'), { from: momentText(say, from) }),
    to === undefined ? '' : fill(t('segments.within.to'), { to: momentText(say, to) }),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

export const spanUnits = { days: 86_400, hours: 3600, minutes: 60 } as const
export type SpanUnit = keyof typeof spanUnits

export function spanUnitOf(seconds: number): SpanUnit {
  return (['days', 'hours'] as const).find((unit) => seconds % spanUnits[unit] === 0) ?? 'minutes'
}

export function spanText({ t }: Say, seconds: number): string {
  const unit = spanUnitOf(seconds)
  return t(`segments.span.${unit}`, { n: seconds / spanUnits[unit] })
}

function momentText({ day }: Say, text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? day(text) : apart(text)
}

export function whereText(say: Say, where: PropertyTest[] = [], whereAny: PropertyTest[] = []): string {
  const { t } = say
  const every = where.length === 0 ? [] : [propertiesText(say, where)]
  const some = whereAny.length === 0 ? [] : [propertiesText(say, whereAny, t('segments.or'))]
  const told = [...every, ...some].join(t('segments.and'))
  return told === '' ? '' : ` (${told})`
}

function propertiesText(say: Say, properties: PropertyTest[], joint = say.t('segments.and')): string {
  return properties.map(({ path, test }) => `${apart(path)} ${testText(say, test)}`).join(joint)
}

export function eventName({ t }: Pick<Say, 't'>, event: string): string {
  if (event === '*') return t('segments.any_event')
  const word = eventWord(t, event)
  return word === event ? t('segments.quoted', { text: apart(event) }) : word
}

export function traitName(say: Say, path: string): string {
  const name = say.names.trait(path)
  return name === traitWord(say.t, path) ? name : apart(name)
}

const channelNames = ['email', 'sms', 'phone', 'push', 'post']
const purposeNames = ['marketing', 'service', 'profiling']

export function channelName({ t }: Pick<Say, 't'>, channel: string): string {
  return channelNames.includes(channel) ? t(`care.channel.${channel}`) : channel
}

export function purposeName({ t }: Pick<Say, 't'>, purpose: string): string {
  return purposeNames.includes(purpose) ? t(`care.purpose.${purpose}`) : purpose
}
