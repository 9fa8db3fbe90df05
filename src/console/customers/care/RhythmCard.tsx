import type { CustomerDetail } from '#contract/customers'
import type { CustomerScore, Risk } from '#contract/predictions'
import { Badge, Card, HelpHint, RhythmStrip, type Tone } from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { reasonText } from '../../insights/predictions/reason-text.ts'
import { isLate } from '../customer-columns.tsx'
import { returnChance } from '../late-risk.ts'
import classes from './care.module.css'

const tones: Record<NonNullable<Risk['level']>, Tone> = { low: 'good', medium: 'look', high: 'now' }

/** The rhythm as it is drawn; for who has no score yet also how likely it is to break off, by simple rules. */
export function RhythmCard({ customer, risk }: { customer: CustomerDetail; risk: Risk | undefined }) {
  const i18n = useI18n()
  const { t } = i18n
  const { usualGapDays, silentDays, recentVisits, visits, asOf, currency, scores } = customer
  const late = isLate(customer, asOf)
  const title = t('customers.rhythm.title')
  const level = scores?.band ?? risk?.level ?? null
  return (
    <Card
      title={
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}>
          {title}
          <HelpHint hint="customers.help.rhythm" about={title} />
        </span>
      }
      subtitle={
        usualGapDays === null
          ? t('customers.rhythm.none')
          : !late && t('customers.rhythm.on_time', { gap: Math.round(usualGapDays), silent: silentDays ?? 0 })
      }
      aside={recentVisits.length < visits && t('customers.rhythm.last_visits', { visits: recentVisits.length })}
    >
      {late && scores && <p className={classes.late}>{lateText(customer, scores, i18n)}</p>}
      <RhythmStrip
        size="large"
        visits={recentVisits}
        until={asOf}
        usualGapDays={usualGapDays}
        risk={level === 'high' ? 'high' : late ? 'medium' : undefined}
      />
      {risk && level !== null && scores === null && (
        <div className={classes.risk}>
          <span style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}>
            <Badge tone={tones[level]}>{t(`care.risk.${level}`)}</Badge>
            <HelpHint hint="care.risk.help" about={t(`care.risk.${level}`)} />
          </span>
          {risk.reasons.length > 0 ? (
            <ul className={classes.reasons}>
              {risk.reasons.map((reason) => (
                <li key={reason.kind}>{reasonText(i18n, reason, currency)}</li>
              ))}
            </ul>
          ) : (
            <p className={classes.quiet}>{t('care.risk.none')}</p>
          )}
        </div>
      )}
    </Card>
  )
}

/** Late looks back and the forecast ahead: whoever is late is told both in one breath. Without a score late is a reason of the rules. */
function lateText({ usualGapDays, silentDays }: CustomerDetail, scores: CustomerScore, { t, percent }: I18n): string {
  const late = t('customers.rhythm.late', { gap: Math.round(usualGapDays ?? 0), silent: silentDays ?? 0 })
  if (scores.isGone) return late
  return `${late} ${t('customers.rhythm.chance', { chance: percent(returnChance(scores.risk), 0) })}`
}
