import { useQuery } from '@tanstack/react-query'
import type { Campaign } from '#contract/campaigns'
import { Card } from '../components/index.ts'
import { clockText } from '../i18n/clock-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { segmentsQuery } from '../segments/segments-query.ts'
import classes from './campaigns.module.css'
import { templatesQuery } from './campaigns-query.ts'

/** What was written down: to whom, what, when, what for. */
export function CampaignFacts({ campaign }: { campaign: Campaign }) {
  const { t, day, number, percent, locale } = useI18n()
  const segments = useQuery(segmentsQuery).data?.segments
  const templates = useQuery(templatesQuery).data?.templates
  const { definition, startedAt, people } = campaign
  const { audience, exclude, variants, schedule, goal, control, perHour, winner } = definition
  const gone = (known: unknown): string => (known === undefined ? '…' : t('campaigns.facts.gone'))
  const segmentNames = (ids: string[]): string =>
    ids.map((id) => segments?.find(({ segmentId }) => segmentId === id)?.name ?? gone(segments)).join(', ')
  const templateOf = (id: string): string =>
    templates?.find(({ templateId }) => templateId === id)?.name ?? gone(templates)
  const when = (): string => {
    if (schedule.kind === 'now') return t('campaigns.when.now')
    const [date = '', time = ''] = schedule.at.split('T')
    return `${day(date)}, ${clockText(time, locale)} – ${t(`campaigns.when.${schedule.kind}`)}`
  }
  return (
    <Card
      title={t('campaigns.facts')}
      subtitle={startedAt === null ? undefined : t('campaigns.frozen', { time: day(startedAt, 'time'), people })}
    >
      <dl className={classes.facts}>
        <div>
          <dt>{t('campaigns.facts.who')}</dt>
          <dd>
            <bdi>{segmentNames(audience)}</bdi>
          </dd>
        </div>
        {exclude.length > 0 && (
          <div>
            <dt>{t('campaigns.facts.not')}</dt>
            <dd>
              <bdi>{segmentNames(exclude)}</bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('campaigns.facts.message')}</dt>
          {variants.map(({ key, name, templateId, share }) => (
            <dd key={key}>
              <bdi>{templateOf(templateId)}</bdi>
              {variants.length > 1 && (
                <>
                  {' · '}
                  <bdi>{name}</bdi> {percent(share, 0)}
                </>
              )}
            </dd>
          ))}
          {winner !== null && (
            <dd className={classes.quiet}>
              {t('campaigns.field.test_share')} {percent(winner.testShare, 0)} · {t(`campaigns.winner.${winner.by}`)} ·{' '}
              {number(winner.hours)} {t('campaigns.field.hours_unit')}
            </dd>
          )}
        </div>
        <div>
          <dt>{t('campaigns.facts.when')}</dt>
          <dd>{when()}</dd>
          {perHour !== null && <dd className={classes.quiet}>{t('campaigns.per_hour', { n: perHour })}</dd>}
        </div>
        <div>
          <dt>{t('campaigns.facts.goal')}</dt>
          <dd>{t('campaigns.facts.goal_words', { event: goal.event, days: goal.windowDays })}</dd>
        </div>
        <div>
          <dt>{t('campaigns.field.control')}</dt>
          <dd>{percent(control, 0)}</dd>
        </div>
      </dl>
    </Card>
  )
}
