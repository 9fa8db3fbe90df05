import { useQuery } from '@tanstack/react-query'
import type { Campaign } from '#contract/campaigns'
import { Card, Fact, Facts } from '../components/index.ts'
import { clockText } from '../i18n/clock-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { segmentsQuery } from '../segments/segments-query.ts'
import { templatesQuery } from './campaigns-query.ts'

/** What was written down: to whom, what, when, what for. */
export function CampaignFacts({ campaign }: { campaign: Campaign }) {
  const { t, day, number, percent, list, locale } = useI18n()
  const segments = useQuery(segmentsQuery).data?.segments
  const templates = useQuery(templatesQuery).data?.templates
  const { definition, startedAt, people } = campaign
  const { audience, exclude, variants, schedule, goal, control, perHour, winner } = definition
  const gone = (known: unknown): string => (known === undefined ? '…' : t('campaigns.facts.gone'))
  const segmentNames = (ids: string[]): string =>
    list(ids.map((id) => segments?.find(({ segmentId }) => segmentId === id)?.name ?? gone(segments)))
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
      <Facts columns>
        <Fact name={t('campaigns.facts.who')}>
          <bdi>{segmentNames(audience)}</bdi>
        </Fact>
        {exclude.length > 0 && (
          <Fact name={t('campaigns.facts.not')}>
            <bdi>{segmentNames(exclude)}</bdi>
          </Fact>
        )}
        <Fact name={t('campaigns.facts.message')}>
          {variants.map(({ key, name, templateId, share }) => (
            <div key={key}>
              <bdi>{templateOf(templateId)}</bdi>
              {variants.length > 1 && (
                <>
                  {' · '}
                  <bdi>{name}</bdi> {percent(share, 0)}
                </>
              )}
            </div>
          ))}
          {winner !== null && (
            <p>
              {t('campaigns.field.test_share')} {percent(winner.testShare, 0)} · {t(`campaigns.winner.${winner.by}`)} ·{' '}
              {number(winner.hours)} {t('campaigns.field.hours_unit')}
            </p>
          )}
        </Fact>
        <Fact name={t('campaigns.facts.when')}>
          {when()}
          {perHour !== null && <p>{t('campaigns.per_hour', { n: perHour })}</p>}
        </Fact>
        <Fact name={t('campaigns.facts.goal')}>
          {t('campaigns.facts.goal_words', { event: goal.event, days: goal.windowDays })}
        </Fact>
        <Fact name={t('campaigns.field.control')}>{percent(control, 0)}</Fact>
      </Facts>
    </Card>
  )
}
