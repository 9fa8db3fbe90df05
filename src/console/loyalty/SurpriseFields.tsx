import { NativeSelect } from '@mantine/core'
import type { LoyaltyRulesInput } from '#contract/loyalty'
import { FieldGroup } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { CountField, type RuleFields } from './rule-fields.tsx'

type Surprise = NonNullable<LoyaltyRulesInput['surprise']>

/** One purchase in so many brings points, or one of the rewards, within the month's budget. */
export function SurpriseFields({ draft, onChange }: Pick<RuleFields, 'draft' | 'onChange'>) {
  const { t } = useI18n()
  const { surprise, rewards = [] } = draft
  const set = (next: Surprise) => onChange({ surprise: next })
  const { points, monthlyPoints, reward, monthlyRewards } = surprise ?? {}
  return (
    <FieldGroup legend={t('loyalty.rules.surprise')}>
      <div className={classes.row}>
        <CountField
          label={t('loyalty.rules.surprise_one_in')}
          value={surprise?.oneIn}
          onChange={(oneIn) =>
            onChange({ surprise: oneIn ? { ...(surprise ?? { points: 20, monthlyPoints: 500 }), oneIn } : undefined })
          }
        />
        {surprise && rewards.length > 0 && (
          <NativeSelect
            label={t('loyalty.rules.surprise_what')}
            value={reward ?? ''}
            onChange={({ currentTarget: { value } }) => set(bringing(surprise.oneIn, value))}
            data={[
              { value: '', label: t('loyalty.points') },
              ...rewards.map(({ id, name }) => ({ value: id, label: name ?? id })),
            ]}
          />
        )}
        {surprise && reward === undefined && (
          <>
            <CountField
              label={t('loyalty.rules.surprise_points')}
              value={points}
              min={1}
              onChange={(next = 1) => set({ ...surprise, points: next })}
            />
            <CountField
              label={t('loyalty.rules.surprise_monthly')}
              value={monthlyPoints}
              min={1}
              onChange={(next = 1) => set({ ...surprise, monthlyPoints: next })}
            />
          </>
        )}
        {surprise && reward !== undefined && (
          <CountField
            label={t('loyalty.rules.surprise_monthly_rewards')}
            value={monthlyRewards}
            min={1}
            onChange={(next = 1) => set({ ...surprise, monthlyRewards: next })}
          />
        )}
      </div>
    </FieldGroup>
  )
}

const bringing = (oneIn: number, reward: string): Surprise =>
  reward === '' ? { oneIn, points: 20, monthlyPoints: 500 } : { oneIn, reward, monthlyRewards: 20 }
