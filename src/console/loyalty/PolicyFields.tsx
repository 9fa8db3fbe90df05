import { NativeSelect, TextInput } from '@mantine/core'
import { FieldGroup, NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { dropping } from './EarningFields.tsx'
import { FinePrintFields } from './FinePrintFields.tsx'
import classes from './loyalty.module.css'
import { CountField, MoneyField, type RuleFields } from './rule-fields.tsx'
import { SurpriseFields } from './SurpriseFields.tsx'

const expiries = [
  'months_then_end_of_month',
  'months_clamped_end_of_day',
  'days_end_of_day',
  'days_after',
  'inactivity_months',
  'inactivity_days',
] as const
const policies = ['allow_negative', 'clamp_to_zero', 'within_balance', 'only_pending'] as const

/** What points are worth, how long they last, what a refund does, and what brings members. */
export function PolicyFields({ draft, currency, onChange }: RuleFields) {
  const { t } = useI18n()
  const { cashback, redeem, expiry, refund, birthday, referral } = draft
  const yearOf = expiry ?? { kind: 'months_then_end_of_month' as const, n: 12 }
  return (
    <div className={classes.fields}>
      <FieldGroup legend={t('loyalty.rules.worth')}>
        <div className={classes.row}>
          <CountField
            label={t('loyalty.rules.pay_points')}
            value={redeem?.points}
            min={1}
            onChange={(points) => onChange({ redeem: points ? { amountMinor: 100, ...redeem, points } : undefined })}
          />
          {redeem && (
            <MoneyField
              label={t('loyalty.rules.pay_amount')}
              value={redeem.amountMinor}
              currency={currency}
              onChange={(amountMinor) => amountMinor && onChange({ redeem: { ...redeem, amountMinor } })}
            />
          )}
          {redeem && (
            <CountField
              label={t('loyalty.rules.pay_most')}
              value={redeem.maxPercent}
              unit="%"
              onChange={(maxPercent) => onChange({ redeem: dropping({ ...redeem, maxPercent }) })}
            />
          )}
        </div>
      </FieldGroup>
      <FieldGroup legend={t('loyalty.rules.cashback')}>
        <p className={classes.quiet}>{t('loyalty.rules.cashback_help')}</p>
        <div className={classes.row}>
          <NumberField
            label={t('loyalty.rules.cashback_share')}
            value={cashback?.percent ?? null}
            min={0}
            max={100}
            unit="%"
            onChange={(percent) => onChange({ cashback: percent ? { ...cashback, percent } : undefined })}
          />
          {cashback && (
            <>
              <MoneyField
                label={t('loyalty.rules.least')}
                value={cashback.minMinor}
                currency={currency}
                onChange={(minMinor) => onChange({ cashback: dropping({ ...cashback, minMinor }) })}
              />
              <MoneyField
                label={t('loyalty.rules.cashback_most')}
                value={cashback.maxMinor}
                currency={currency}
                onChange={(maxMinor) =>
                  onChange({ cashback: dropping({ ...cashback, maxMinor: maxMinor || undefined }) })
                }
              />
            </>
          )}
        </div>
      </FieldGroup>
      <FieldGroup legend={t('loyalty.rules.time')}>
        <div className={classes.row}>
          <CountField
            label={t('loyalty.rules.pending')}
            value={draft.pending?.days}
            onChange={(days) => onChange({ pending: days ? { ...draft.pending, days } : undefined })}
          />
          {draft.pending && (
            <TextInput
              label={t('loyalty.rules.pending_until')}
              description={t('loyalty.rules.pending_until_help')}
              dir="auto"
              maxLength={64}
              value={draft.pending.until ?? ''}
              onChange={({ currentTarget: { value } }) =>
                onChange({ pending: dropping({ days: 14, ...draft.pending, until: value || undefined }) })
              }
            />
          )}
          <NativeSelect
            label={t('loyalty.rules.expiry')}
            value={expiry?.kind ?? 'never'}
            onChange={({ currentTarget: { value } }) => {
              const kind = expiries.find((one) => one === value)
              onChange({ expiry: kind && { ...yearOf, kind, n: kind.includes('days') ? 365 : 12 } })
            }}
            data={['never', ...expiries].map((value) => ({ value, label: t(`loyalty.expiry.${value}`) }))}
          />
          {expiry && (
            <>
              <CountField
                label={t(expiry.kind.includes('days') ? 'loyalty.rules.expiry_days' : 'loyalty.rules.expiry_months')}
                value={expiry.n}
                onChange={(n = 0) => onChange({ expiry: { ...expiry, n } })}
              />
              <CountField
                label={t('loyalty.rules.remind')}
                value={expiry.remindDays}
                onChange={(remindDays) =>
                  onChange({ expiry: dropping({ ...expiry, remindDays: remindDays || undefined }) })
                }
              />
            </>
          )}
          <NativeSelect
            label={t('loyalty.rules.refund')}
            value={refund?.policy ?? 'allow_negative'}
            onChange={({ currentTarget: { value } }) =>
              onChange({ refund: { ...refund, policy: policies.find((one) => one === value) ?? 'allow_negative' } })
            }
            data={policies.map((value) => ({ value, label: t(`loyalty.refund.${value}`) }))}
          />
        </div>
      </FieldGroup>
      <FieldGroup legend={t('loyalty.rules.people')}>
        <div className={classes.row}>
          <CountField
            label={t('loyalty.rules.birthday')}
            value={birthday?.points}
            onChange={(points) => onChange({ birthday: points ? { ...birthday, points } : undefined })}
          />
          <CountField
            label={t('loyalty.rules.referrer')}
            value={referral?.referrerPoints}
            onChange={(referrerPoints) =>
              onChange({
                referral: referrerPoints
                  ? { refereePoints: 0, pendingDays: 180, ...referral, referrerPoints }
                  : undefined,
              })
            }
          />
          {referral && (
            <>
              <CountField
                label={t('loyalty.rules.referee')}
                value={referral.refereePoints}
                onChange={(refereePoints = 0) => onChange({ referral: { ...referral, refereePoints } })}
              />
              <MoneyField
                label={t('loyalty.rules.referral_least')}
                value={referral.minOrderMinor}
                currency={currency}
                onChange={(minOrderMinor = 0) => onChange({ referral: { ...referral, minOrderMinor } })}
              />
              <CountField
                label={t('loyalty.rules.referral_days')}
                value={referral.pendingDays}
                onChange={(pendingDays = 0) => onChange({ referral: { ...referral, pendingDays } })}
              />
              <CountField
                label={t('loyalty.rules.referral_week')}
                value={referral.perWeek ?? 5}
                min={1}
                onChange={(perWeek = 5) => onChange({ referral: { ...referral, perWeek } })}
              />
            </>
          )}
        </div>
      </FieldGroup>
      <FieldGroup legend={t('loyalty.rules.household')}>
        <p className={classes.quiet}>{t('loyalty.rules.household_help')}</p>
        <div className={classes.row}>
          <CountField
            label={t('loyalty.rules.household_most')}
            value={draft.pool?.maxMembers}
            onChange={(maxMembers) => onChange({ pool: maxMembers && maxMembers > 1 ? { maxMembers } : undefined })}
          />
        </div>
      </FieldGroup>
      <SurpriseFields draft={draft} onChange={onChange} />
      <FinePrintFields draft={draft} onChange={onChange} />
    </div>
  )
}
