import type { JourneyDefinition, JourneyNode } from '#contract/journeys'
import type { PlayKey, PlayNeed } from '#contract/play-words'
import type { Condition } from '#contract/segments'

/** What is commonest in this shop, to fill definitions in with. */
export type Usual = {
  /** minor units: what one in ten customers has spent at least, and one in ten first orders costs */
  muchSpent: number
  muchOrdered: number
  /** days between two orders of the same person, in the middle */
  gapDays: number
  category: string
  /** the event with which a cart begins here */
  cartEvent: string
}

/** What was made for a journey before it can be written. */
export type Made = {
  templates: string[]
  segmentId: string
  task: string
  /** the open survey that its question is asked with; null: the question is asked in words */
  surveyId: string | null
}
export const nothingMade: Made = { templates: [], segmentId: '', task: '', surveyId: null }

/** A strategy as data: whom it begins with, what happens then, what it is meant to reach. Its words are those of the area `plays`. */
export type Play = {
  key: PlayKey
  purpose: 'useful' | 'promotional'
  /** how many messages it writes; the words of each are `subjectN` and `messageN` */
  messages: number
  hasTask?: boolean
  /** the message that asks the shop's open survey, where there is one */
  asksWith?: number
  /** its messages have words for a notice, too */
  hasNotice?: boolean
  /** where the button below its messages leads; its word is `button` */
  button?: string
  /** made with it: whom it begins with */
  segment?: (usual: Usual) => Condition
  trigger: (made: Made, usual: Usual) => JourneyDefinition['trigger']
  again: JourneyDefinition['again']
  nodes: (made: Made, usual: Usual) => JourneyNode[]
  goal?: { event: string; days: number }
  /** from the beginning, so that what the last message brings counts */
  goalDays: number | ((usual: Usual) => number)
  /** who would have begun in the last 90 days; else those for whom the segment's condition holds now */
  quarter?: (usual: Usual) => Condition
  needs: PlayNeed[]
  needsEvent?: (usual: Usual) => string
  needsTrait?: string
}

export const day = 86_400
export const order = 'Order Completed'
export const quarterDays = 90

export const goalOf = ({ goal, goalDays }: Play, usual: Usual): { event: string; days: number } =>
  goal ?? { event: order, days: typeof goalDays === 'number' ? goalDays : goalDays(usual) }

export const atLeast = (than: number) => ({ is: 'at_least', than }) as const
export const all = (...of: Condition[]): Condition => ({ kind: 'all', of })
export const orders = (than: number): Condition => ({ kind: 'measure', measure: 'orders', count: atLeast(than) })
export const late: Condition = { kind: 'measure', measure: 'days_late', count: atLeast(1) }
export const sinceLast = (is: 'at_least' | 'at_most', than: number): Condition => ({
  kind: 'measure',
  measure: 'days_since_last_order',
  count: { is, than },
})
export const sinceFirst = (is: 'at_least' | 'at_most' | 'exactly', than: number): Condition => ({
  kind: 'measure',
  measure: 'days_since_first_order',
  count: { is, than },
})
export const didLately = (event: string): Condition => ({
  kind: 'event',
  event,
  count: atLeast(1),
  within: { lastSeconds: quarterDays * day },
})

/** The n-th message of a play. */
export const send = (
  { templates }: Made,
  n: number,
  purpose: 'useful' | 'promotional',
  next: string | null = null,
): JourneyNode => ({
  id: n === 1 ? 'message' : `message${n}`,
  kind: 'message',
  templateId: templates[n - 1] ?? '',
  purpose,
  next,
})
/** The n-th message as a letter of the survey: who was asked something lately is left in peace. */
export const ask = (made: Made, n: number, purpose: 'useful' | 'promotional'): JourneyNode => {
  const { surveyId, templates } = made
  if (surveyId === null) return send(made, n, purpose)
  const params = { surveyId, templateId: templates[n - 1] ?? '' }
  return { id: `message${n}`, kind: 'action', action: 'ask_survey', params, next: null }
}
export const wait = (id: string, seconds: number, next: string | null): JourneyNode => ({
  id,
  kind: 'wait',
  seconds,
  next,
})
/** Who does that within the time is done with it. */
export const unlessHappened = (event: string, id: string, seconds: number, otherwise: string): JourneyNode => ({
  id,
  kind: 'wait_for',
  event,
  keyed: false,
  seconds,
  next: null,
  otherwise,
})
export const unlessOrdered = (id: string, seconds: number, otherwise: string): JourneyNode =>
  unlessHappened(order, id, seconds, otherwise)
export const task = (
  { task: title }: Made,
  kind: 'call' | 'thank_you' | 'gift' | 'message',
  dueDays: number,
  next: string | null = null,
): JourneyNode => ({ id: 'task', kind: 'action', action: 'create_task', params: { title, kind, dueDays }, next })

export const entered = ({ segmentId }: Made): JourneyDefinition['trigger'] => ({
  kind: 'segment',
  segmentId,
  on: 'entered',
  repeats: false,
})
