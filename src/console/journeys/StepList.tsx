import { useQuery } from '@tanstack/react-query'
import type { JourneyDefinition, JourneyFlow, JourneyNode } from '#contract/journeys'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { segmentsQuery } from '../segments/segments-query.ts'
import classes from './journeys.module.css'
import { templatesQuery } from './journeys-query.ts'

/** A journey as a list that can be read from top to bottom; each step with who waits there and what came of it. */
export function StepList({ definition, flow }: { definition: JourneyDefinition; flow: JourneyFlow | undefined }) {
  const i18n = useI18n()
  const { t } = i18n
  const names = useNames()
  const { trigger, nodes, goal } = definition
  return (
    <ol className={classes.steps}>
      <li>{sayTrigger(i18n, trigger, names)}</li>
      {nodes.map((node) => {
        const counts = flow?.nodes.find(({ nodeId }) => nodeId === node.id)
        const passed = Object.entries(counts?.outcomes ?? {})
        return (
          <li key={node.id}>
            {sayNode(i18n, node, names)}
            {counts !== undefined && (
              <div className={classes.quiet}>
                {counts.waiting > 0 && <span>{t('journeys.waiting', { people: counts.waiting })} </span>}
                {passed.map(([outcome, count]) => (
                  <span key={outcome}>
                    {outcome in known
                      ? t(`journeys.outcome.${outcome}`, { count })
                      : t('journeys.outcome.way', { way: outcome, count })}{' '}
                  </span>
                ))}
              </div>
            )}
          </li>
        )
      })}
      {goal && <li>{t('journeys.goal', { event: goal.event, days: goal.windowDays })}</li>}
    </ol>
  )
}

const known = { queued: 1, done: 1, failed: 1, waited: 1, happened: 1, timed_out: 1, yes: 1, no: 1 }

type Names = { segment: (id: string) => string; template: (id: string) => string }

function useNames(): Names {
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const templates = useQuery(templatesQuery).data?.templates ?? []
  return {
    segment: (id) => segments.find(({ segmentId }) => segmentId === id)?.name ?? '…',
    template: (id) => templates.find(({ templateId }) => templateId === id)?.name ?? '…',
  }
}

function sayTrigger({ t }: I18n, trigger: JourneyDefinition['trigger'], names: Names): string {
  switch (trigger.kind) {
    case 'event':
      return t('journeys.trigger.event', { event: trigger.event })
    case 'segment':
      return t(`journeys.trigger.${trigger.on}`, { segment: names.segment(trigger.segmentId) })
    case 'date':
      return t(
        trigger.days === 0
          ? 'journeys.trigger.date_on'
          : trigger.days < 0
            ? 'journeys.trigger.date_before'
            : 'journeys.trigger.date_after',
        { trait: trigger.trait, time: trigger.at, days: Math.abs(trigger.days) },
      )
    case 'schedule':
      return t('journeys.trigger.schedule', { time: trigger.at })
    case 'manual':
      return t('journeys.trigger.manual')
  }
}

function sayNode({ t }: I18n, node: JourneyNode, names: Names): string {
  switch (node.kind) {
    case 'message':
      return t('journeys.node.message', { template: names.template(node.templateId) })
    case 'wait':
      return node.seconds % 86_400 === 0
        ? t('journeys.node.wait_days', { days: node.seconds / 86_400 })
        : t('journeys.node.wait_hours', { hours: Math.round(node.seconds / 360) / 10 })
    case 'wait_until':
      return t('journeys.node.wait_until', { time: node.at })
    case 'wait_for':
      return t('journeys.node.wait_for', { event: node.event })
    case 'wait_segment':
      return t('journeys.node.wait_segment', { segment: names.segment(node.segmentId) })
    case 'branch':
      return t('journeys.node.branch')
    case 'split':
      return t('journeys.node.split', { ways: node.ways.length })
    case 'action':
      return node.action === 'create_task'
        ? t('journeys.node.task', { title: String(node.params.title ?? '') })
        : t('journeys.node.trait', { trait: String(node.params.trait ?? '') })
    case 'exit':
      return t('journeys.node.exit')
  }
}
