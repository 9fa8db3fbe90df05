import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { JourneyDefinition, JourneyNode, JourneyTrigger } from '#contract/journeys'
import { localDigits } from '#platform/i18n'
import { weekdayNames } from '../i18n/weekday-names.ts'
import { useRewards } from '../loyalty/RewardSelect.tsx'
import { conditionText } from '../segments/Definition.tsx'
import { eventName, type Say, spanText, traitName, whereText } from '../segments/say.ts'
import { useSay } from '../segments/use-names.ts'
import { useSurveys } from '../surveys/SurveySelect.tsx'
import { templatesQuery } from './journeys-query.ts'

/** All that sentences about journeys are made of. */
export type JourneySay = Say & {
  template: (id: string) => string
  reward: (id: string) => string
  survey: (id: string) => string
}

export function useJourneySay(): JourneySay {
  const say = useSay()
  const templates = useQuery(templatesQuery).data?.templates
  const rewards = useRewards()
  const surveys = useSurveys()
  return useMemo(
    () => ({
      ...say,
      template: (id) => templates?.find(({ templateId }) => templateId === id)?.name ?? '…',
      reward: (id) => rewards?.find((one) => one.id === id)?.name ?? id,
      survey: (id) => surveys?.find(({ surveyId }) => surveyId === id)?.name ?? '…',
    }),
    [say, templates, rewards, surveys],
  )
}

type Filter = {
  event: string
  where?: JourneyTrigger extends infer T ? (T extends { where?: infer W } ? W : never) : never
}

const filterText = (say: Say, { event, where }: Filter): string =>
  event === '' ? '…' : `${eventName(say, event)}${where && where.length > 0 ? whereText(say, where, undefined) : ''}`

// What somebody wrote keeps its own direction in the sentence.
const apart = (text: unknown): string => (text === undefined || text === '' ? '…' : `⁨${String(text)}⁩`)

const clock = ({ locale }: Pick<Say, 'locale'>, at: string): string => localDigits(at, locale)

const daysText = (say: JourneySay, weekdays: number[] | undefined): string =>
  weekdays === undefined ? '' : say.list(weekdays.map((day) => weekdayNames(say.locale, 'short')[day - 1] ?? ''))

export function triggerText(say: JourneySay, trigger: JourneyTrigger): string {
  const { t } = say
  switch (trigger.kind) {
    case 'event':
      return t('journeys.trigger.event', { event: filterText(say, trigger) })
    case 'segment':
      return t(`journeys.trigger.${trigger.on}`, {
        segment: trigger.segmentId === '' ? '…' : apart(say.names.segment(trigger.segmentId)),
      })
    case 'date': {
      const when = trigger.days === 0 ? 'date_on' : trigger.days < 0 ? 'date_before' : 'date_after'
      return t(`journeys.trigger.${when}`, {
        trait: trigger.trait === '' ? '…' : traitName(say, trigger.trait),
        time: clock(say, trigger.at),
        days: Math.abs(trigger.days),
      })
    }
    case 'schedule': {
      const days = daysText(say, trigger.weekdays)
      const condition = conditionText(say, trigger.condition)
      return t(days === '' ? 'journeys.trigger.schedule' : 'journeys.trigger.schedule_days', {
        time: clock(say, trigger.at),
        days,
        condition,
      })
    }
    case 'manual':
      return t('journeys.trigger.manual')
  }
}

export function nodeText(say: JourneySay, node: JourneyNode): string {
  const { t } = say
  switch (node.kind) {
    case 'message':
      return t(node.channel ? 'journeys.node.message_by' : 'journeys.node.message', {
        template: node.templateId === '' ? '…' : apart(say.template(node.templateId)),
        channel: node.channel ? t(`messaging.channel.${node.channel}`) : '',
      })
    case 'wait':
      return t('journeys.node.wait', { span: spanText(say, node.seconds) })
    case 'wait_until': {
      const days = daysText(say, node.weekdays)
      return t(days === '' ? 'journeys.node.wait_until' : 'journeys.node.wait_until_days', {
        time: clock(say, node.at),
        days,
      })
    }
    case 'wait_date': {
      if ('date' in node.day)
        return t('journeys.node.wait_day', {
          day: node.day.date === '' ? '…' : say.day(node.day.date, 'long'),
          time: clock(say, node.at),
        })
      if ('property' in node.day) return eventDateText(say, node.day, node.at)
      const { trait, days } = node.day
      const named = trait === '' ? '…' : traitName(say, trait)
      return t(`journeys.node.wait_date_${sideOf(days)}`, {
        trait: named,
        days: Math.abs(days),
        time: clock(say, node.at),
      })
    }
    case 'wait_best_hour':
      return t('journeys.node.wait_best_hour', { from: clock(say, node.from), until: clock(say, node.until) })
    case 'wait_for':
      return t('journeys.node.wait_for', { event: filterText(say, node), span: spanText(say, node.seconds) })
    case 'wait_segment':
      return t('journeys.node.wait_segment', {
        segment: node.segmentId === '' ? '…' : apart(say.names.segment(node.segmentId)),
        span: spanText(say, node.seconds),
      })
    case 'branch':
      return t('journeys.node.branch', { condition: conditionText(say, node.condition) })
    case 'split':
      return t('journeys.node.split', {
        ways: node.ways.length,
        shares: node.ways.map(({ share }) => say.percent(share, 0)).join(' : '),
      })
    case 'action':
      return actionText(say, node.action, node.params)
    case 'exit':
      return t('journeys.node.exit')
  }
}

const sideOf = (amount: number): string => (amount === 0 ? 'on' : amount < 0 ? 'before' : 'after')

type Day = Extract<JourneyNode, { kind: 'wait_date' }>['day']

function eventDateText(say: JourneySay, day: Extract<Day, { property: string }>, at: string): string {
  const { t } = say
  const property = apart(day.property)
  if ('days' in day)
    return t(`journeys.node.wait_event_${sideOf(day.days)}`, {
      property,
      days: Math.abs(day.days),
      time: clock(say, at),
    })
  const span = spanText(say, Math.abs(day.seconds))
  return t(`journeys.node.wait_time_${sideOf(day.seconds)}`, { property, span })
}

function actionText(say: JourneySay, action: string, params: Record<string, unknown>): string {
  const { t, number, reward, survey } = say
  switch (action) {
    case 'create_task':
      return t('journeys.node.task', { title: apart(params.title) })
    case 'open_ticket':
      return t('journeys.node.ticket', { subject: apart(params.subject) })
    case 'set_trait':
      return t('journeys.node.trait', {
        trait: traitName(say, String(params.trait ?? '…')),
        value: apart(params.value),
      })
    case 'add_tag':
    case 'remove_tag':
      return t(`journeys.node.${action}`, { tag: apart(params.tag) })
    case 'award_points':
      return t('journeys.node.award_points', { points: number(Number(params.points ?? 0)) })
    case 'issue_voucher':
      return t('journeys.node.issue_voucher', {
        reward: apart(params.rewardId ? reward(String(params.rewardId)) : ''),
      })
    case 'ask_survey':
      return t('journeys.node.ask_survey', {
        survey: apart(params.surveyId ? survey(String(params.surveyId)) : ''),
      })
    case 'webhook':
      return t('journeys.node.webhook', { url: apart(hostOf(params.url)) })
    default:
      return t('journeys.node.action', { action })
  }
}

const hostOf = (url: unknown): string => (URL.canParse(String(url)) ? new URL(String(url)).host : '')

/** What a way of a step is called. */
export function wayText({ t, percent }: JourneySay, node: JourneyNode, at: number): string {
  if (node.kind === 'split') {
    const way = node.ways[at]
    return t('journeys.way.chance', { way: (way?.key ?? '').toUpperCase(), share: percent(way?.share ?? 0, 0) })
  }
  const names = node.kind === 'branch' ? (['yes', 'no'] as const) : (['happened', 'timed_out'] as const)
  return t(`journeys.way.${names[at] ?? 'no'}`)
}

export function goalText(say: JourneySay, goal: NonNullable<JourneyDefinition['goal']>): string {
  return say.t('journeys.goal', { event: filterText(say, goal), days: goal.windowDays })
}
