import type { CustomerDetail } from '#contract/customers'
import type { CustomerScore } from '#contract/predictions'
import { Card, Fact, Facts, HelpHint } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../../insights/predictions/predictions.module.css'
import { RiskBadge } from '../../insights/predictions/RiskBadge.tsx'
import { reasonText } from '../../insights/predictions/reason-text.ts'

/** What is foretold of this customer: risk and what it is made of, next visit, value to come. */
export function OutlookCard({ customer }: { customer: CustomerDetail }) {
  const { t, percent, day, money, number } = useI18n()
  const { scores, currency, visits } = customer
  if (scores === null)
    return visits === 0 ? null : (
      <Card title={t('predictions.card.title')}>
        <p className={classes.quiet}>{t('predictions.card.not_yet')}</p>
      </Card>
    )
  const { alive, nextVisit, clv, atStakeMinor, bestHour } = scores
  const amount = (minor: number) => money(minor, currency, 'whole')
  const before = weekBefore(scores)
  const was = (from: string) => (
    <small>{t('predictions.card.week.was', { from, day: day(scores.weekAgo?.on ?? scores.scoredOn) })}</small>
  )
  return (
    <Card title={t('predictions.card.title')} subtitle={t('predictions.card.scored_on', { day: day(scores.scoredOn) })}>
      <Facts columns>
        <Fact name={t('predictions.card.risk')}>
          <RiskBadge score={scores} />
          <small>{weekText(scores, { t, percent, day })}</small>
        </Fact>
        <Fact name={t('predictions.card.alive')}>
          {percent(100 * alive, 0)}
          {before.alive !== null && was(percent(100 * before.alive, 0))}
        </Fact>
        <Fact name={t('predictions.card.next')}>
          {nextVisit ? day(nextVisit.on) : t('predictions.card.no_next')}
          {nextVisit && (
            <small>{t('predictions.card.next_between', { from: day(nextVisit.from), to: day(nextVisit.to) })}</small>
          )}
          {before.nextOn !== null && was(day(before.nextOn))}
        </Fact>
        <Fact name={t('predictions.card.clv')}>
          {amount(clv.minor)}
          <small>{t('predictions.card.clv_between', { low: amount(clv.lowMinor), high: amount(clv.highMinor) })}</small>
          {before.clvMinor !== null && was(amount(before.clvMinor))}
        </Fact>
        {atStakeMinor > 0 && <Fact name={t('predictions.card.at_stake')}>{amount(atStakeMinor)}</Fact>}
        {bestHour !== null && (
          <Fact name={t('predictions.card.best_hour')}>
            {t('predictions.card.hour', {
              hour: `${number(bestHour).padStart(2, number(0))}:${number(0)}${number(0)}`,
            })}
          </Fact>
        )}
      </Facts>
      <h3 className={classes.quiet} style={{ margin: '16px 0 0' }}>
        {t('predictions.card.adds_up')} <HelpHint hint="predictions.help.risk" about={t('predictions.card.risk')} />
      </h3>
      <ReasonList scores={scores} currency={currency} />
    </Card>
  )
}

/** From the average customer's risk to this one's, step by step; the steps add up. */
function ReasonList({ scores, currency }: { scores: CustomerScore; currency: string }) {
  const i18n = useI18n()
  const { t, percent, number } = i18n
  const points = (weight: number) => `${weight > 0 ? '+' : '−'}${number(Math.abs(Math.round(100 * weight)))}`
  return (
    <ul className={classes.reasons}>
      <li>
        <span>{t('predictions.reason.base')}</span>
        <b>{percent(100 * scores.baseRisk, 0)}</b>
      </li>
      {scores.reasons.map((reason) => (
        <li key={reason.kind}>
          <span>{reasonText(i18n, reason, currency)}</span>
          <b dir="ltr">{points(reason.weight)}</b>
        </li>
      ))}
      {Math.abs(scores.restWeight) >= 0.005 && (
        <li>
          <span>{t('predictions.reason.rest')}</span>
          <b dir="ltr">{points(scores.restWeight)}</b>
        </li>
      )}
      <li>
        <span>{t('predictions.card.risk')}</span>
        <b>{percent(100 * scores.risk, 0)}</b>
      </li>
    </ul>
  )
}

/** What was foretold a week before, where it has moved far enough to be worth a line. */
function weekBefore({ weekAgo, alive, clv, nextVisit }: CustomerScore) {
  if (weekAgo === null) return { alive: null, clvMinor: null, nextOn: null }
  const hasMoved = {
    alive: Math.abs(alive - (weekAgo.alive ?? alive)) >= 0.02,
    clv: Math.abs(clv.minor - (weekAgo.clvMinor ?? clv.minor)) >= 0.05 * Math.max(1, clv.minor),
  }
  return {
    alive: hasMoved.alive ? weekAgo.alive : null,
    clvMinor: hasMoved.clv ? weekAgo.clvMinor : null,
    nextOn: weekAgo.nextOn === nextVisit?.on ? null : weekAgo.nextOn,
  }
}

type Words = Pick<ReturnType<typeof useI18n>, 't' | 'percent' | 'day'>

function weekText({ risk, weekAgo }: CustomerScore, { t, percent, day }: Words): string {
  if (weekAgo === null) return ''
  if (Math.abs(risk - weekAgo.risk) < 0.02) return t('predictions.card.week.same')
  const values = { from: percent(100 * weekAgo.risk, 0), day: day(weekAgo.on) }
  return t(risk > weekAgo.risk ? 'predictions.card.week.up' : 'predictions.card.week.down', values)
}
