import type { JourneyDefinition, JourneyNode, PlayKey } from '#contract/journeys'
import type { Condition } from '#contract/segments'

const day = 86_400

/** A strategy as data: whom it begins with, what happens then, what it is meant to reach. Its words are those of the area `plays`. */
export type Play = {
  key: PlayKey
  /** made with it when it begins with those who enter a segment */
  segment?: Condition
  trigger: (segmentId: string | undefined) => JourneyDefinition['trigger']
  again: JourneyDefinition['again']
  message?: 'useful' | 'promotional'
  nodes: (made: { templateId: string | undefined; taskTitle: string }) => JourneyNode[]
  goalDays: number
}

const atLeast = (than: number) => ({ is: 'at_least', than }) as const
const send = (templateId: string | undefined, purpose: 'useful' | 'promotional'): JourneyNode => ({
  id: 'message',
  kind: 'message',
  templateId: templateId ?? '',
  purpose,
  next: null,
})
const entered = (segmentId: string | undefined): JourneyDefinition['trigger'] => ({
  kind: 'segment',
  segmentId: segmentId ?? '',
  on: 'entered',
  repeats: false,
})

/** Late by their own rhythm where predictions know it; else silent for three months. */
const slipping: Condition = {
  kind: 'any',
  of: [
    { kind: 'risk', bands: ['medium', 'high'] },
    {
      kind: 'all',
      of: [
        { kind: 'not', of: { kind: 'risk', bands: ['low', 'medium', 'high'] } },
        { kind: 'measure', measure: 'days_since_last_order', count: atLeast(90) },
      ],
    },
  ],
}

export const plays: Play[] = [
  {
    key: 'we_miss_you',
    segment: { kind: 'all', of: [{ kind: 'measure', measure: 'orders', count: atLeast(3) }, slipping] },
    trigger: entered,
    again: { rule: 'after_days', days: 120 },
    message: 'promotional',
    nodes: ({ templateId }) => [send(templateId, 'promotional')],
    goalDays: 30,
  },
  {
    key: 'welcome',
    trigger: () => ({ kind: 'event', event: 'Signed Up' }),
    again: { rule: 'never' },
    message: 'useful',
    nodes: ({ templateId }) => [send(templateId, 'useful')],
    goalDays: 30,
  },
  {
    key: 'thank_you',
    trigger: () => ({ kind: 'event', event: 'Order Completed' }),
    again: { rule: 'after_days', days: 30 },
    message: 'useful',
    nodes: ({ templateId }) => [
      { id: 'wait', kind: 'wait', seconds: 2 * day, next: 'message' },
      send(templateId, 'useful'),
    ],
    goalDays: 60,
  },
  {
    key: 'birthday',
    trigger: () => ({ kind: 'date', trait: 'birthday', days: 0, yearly: true, at: '09:00' }),
    again: { rule: 'after_days', days: 300 },
    message: 'useful',
    nodes: ({ templateId }) => [send(templateId, 'useful')],
    goalDays: 30,
  },
  {
    key: 'win_back_call',
    segment: {
      kind: 'all',
      of: [{ kind: 'measure', measure: 'orders', count: atLeast(6) }, slipping],
    },
    trigger: entered,
    again: { rule: 'after_days', days: 180 },
    nodes: ({ taskTitle }) => [
      {
        id: 'call',
        kind: 'action',
        action: 'create_task',
        params: { title: taskTitle, kind: 'call', dueDays: 3 },
        next: null,
      },
    ],
    goalDays: 60,
  },
]
