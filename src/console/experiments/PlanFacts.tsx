import type { Experiment } from '#contract/experiments'
import { Card, Fact, Facts } from '../components/index.ts'
import { conditionWords } from '../customers/list/condition-words.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { metricName } from './metric-words.ts'

/** What was written down before it began. */
export function PlanFacts({ experiment }: { experiment: Experiment }) {
  const i18n = useI18n()
  const { t, number, percent, day } = i18n
  const { arms, audience, goal, guardrails, plan, test, historyDays, startedAt, endsAt } = experiment
  const who =
    audience.kind === 'open'
      ? t('experiments.takes_part.open')
      : [
          t(`customers.filter.${audience.query.filter}`),
          audience.query.search ?? '',
          ...audience.query.tag.map((one) => `#${one}`),
          ...audience.query.trait.map((one) => one.replace(':', ': ')),
          ...audience.query.where.map((one) => conditionWords(one, [], i18n)),
        ]
          .filter((word) => word !== '')
          .join(' · ')
  const facts: [string, string][] = [
    ['who', who],
    [
      'goal',
      t('experiments.goal_words', {
        wanted: t(`experiments.wanted.${goal.wanted}`),
        metric: metricName(i18n, goal.metric),
        days: goal.windowDays,
      }),
    ],
    ['arms', arms.map(({ name, share }) => `${name} ${percent(share, 0)}`).join(' · ')],
    ['test', t(`experiments.test.${experiment.extended ? 'sequential' : test}`)],
    ['people', plan.people === null ? '–' : number(plan.people)],
    ['effect', percent(plan.minimumEffect, plan.minimumEffect % 1 === 0 ? 0 : 1)],
    ['days', t('experiments.days', { days: plan.days })],
    ...(historyDays > 0 ? [['history', t('experiments.days', { days: historyDays })] as [string, string]] : []),
    ...(guardrails.length > 0
      ? [['guardrails', guardrails.map(({ metric }) => metricName(i18n, metric)).join(' · ')] as [string, string]]
      : []),
    ...(startedAt ? [['started', day(startedAt)] as [string, string]] : []),
    ...(endsAt ? [['ends', day(endsAt)] as [string, string]] : []),
  ]
  return (
    <Card title={t('experiments.facts.title')} subtitle={startedAt && t('experiments.facts.locked')}>
      <Facts columns>
        {facts.map(([key, text]) => (
          <Fact key={key} name={t(`experiments.facts.${key}`)}>
            <bdi>{text}</bdi>
          </Fact>
        ))}
      </Facts>
    </Card>
  )
}
