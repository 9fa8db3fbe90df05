import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { LoyaltyRulesInput } from '#contract/loyalty'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { usualAmount } from './presets.ts'
import { CountField, MoneyField, type RuleFields, RuleLine } from './rule-fields.tsx'
import { isBySpending } from './say-rules.ts'

const modes = [
  'calendar_year_spend',
  'rolling_spend',
  'credits',
  'calendar_year_points',
  'calendar_quarter',
  'rolling_status',
  'cycle',
  'lifetime_points',
  'balance_immediate',
] as const

const lasting = ['months', 'year', 'next_year', 'forever'] as const
const inMonths = ['rolling_spend', 'rolling_status', 'cycle']

type Tiers = NonNullable<LoyaltyRulesInput['tiers']>

/** Tiers that are reached by credits need a rule that gives some, and others none. */
function withMode({ earn = [] }: LoyaltyRulesInput, tiers: Tiers, mode: Tiers['mode'], currency: string) {
  const first = { id: crypto.randomUUID(), points: 1, perMinor: usualAmount(currency), gives: 'credits' } as const
  if (mode !== 'credits') return { ...withoutCredits(earn), tiers: { ...tiers, mode } }
  return { earn: earn.some(({ gives }) => gives) ? earn : [...earn, first], tiers: { ...tiers, mode } }
}

const withoutCredits = (earn: LoyaltyRulesInput['earn'] = []) => ({ earn: earn.filter(({ gives }) => !gives) })

/** The path of tiers: by what they are reached, and where each begins. */
export function TierFields({ draft, currency, onChange }: RuleFields) {
  const { t, number, money } = useI18n()
  const { tiers } = draft
  if (!tiers)
    return (
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() =>
          onChange({ tiers: { mode: 'calendar_year_spend', levels: [{ id: t('loyalty.tier.basic'), min: 0 }] } })
        }
      >
        {t('loyalty.rules.add.tiers')}
      </Button>
    )
  const { mode, levels } = tiers
  const isMoney = isBySpending(mode)
  const set = (change: Partial<typeof tiers>) => onChange({ tiers: { ...tiers, ...change } })
  const setLevel = (at: number, change: Partial<(typeof levels)[number]>) =>
    set({ levels: levels.map((one, i) => (i === at ? { ...one, ...change } : one)) })
  const reached = levels.filter(({ byInvitation }) => !byInvitation)
  const invited = levels.filter(({ byInvitation }) => byInvitation)
  const last = reached.at(-1)?.min ?? 0
  const newName = () => t('loyalty.rules.tier_new', { place: number(levels.length + 1) })
  return (
    <div className={classes.fields}>
      <div className={classes.row}>
        <NativeSelect
          label={t('loyalty.rules.tiers_by')}
          value={mode}
          onChange={({ currentTarget }) =>
            onChange(withMode(draft, tiers, modes.find((one) => one === currentTarget.value) ?? mode, currency))
          }
          data={[...new Set([...modes, mode])].map((value) => ({ value, label: t(`loyalty.tier_by.${value}`) }))}
        />
        {mode === 'credits' && (
          <NativeSelect
            label={t('loyalty.rules.credits_last')}
            value={tiers.creditsLast ?? 'months'}
            onChange={({ currentTarget }) =>
              set({ creditsLast: lasting.find((one) => one === currentTarget.value) ?? 'months' })
            }
            data={lasting.map((value) => ({ value, label: t(`loyalty.rules.credits_last.${value}`) }))}
          />
        )}
        {(inMonths.includes(mode) || (mode === 'credits' && (tiers.creditsLast ?? 'months') === 'months')) && (
          <CountField
            label={t('loyalty.rules.months')}
            value={tiers.months ?? 12}
            min={1}
            onChange={(months = 12) => set({ months })}
          />
        )}
        {mode.startsWith('calendar') && (
          <CountField
            label={t('loyalty.rules.grace')}
            value={tiers.graceDays ?? 0}
            onChange={(graceDays = 0) => set({ graceDays })}
          />
        )}
      </div>
      <div>
        {levels.map(({ id, min, benefit, byInvitation }, at) => (
          <RuleLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a level's name is what is being written
            key={at}
            said={
              byInvitation
                ? t('loyalty.rules.tier_invited', { tier: id })
                : min === 0
                  ? id
                  : t('loyalty.say.level', { tier: id, from: isMoney ? money(min, currency) : number(min) })
            }
            remove={t('loyalty.rules.remove')}
            onRemove={() =>
              reached.length === 1 && !byInvitation
                ? onChange({ ...withoutCredits(draft.earn), tiers: undefined })
                : set({ levels: levels.filter((_, i) => i !== at) })
            }
          >
            <TextInput
              label={t('loyalty.rules.tier_name')}
              dir="auto"
              maxLength={64}
              value={id}
              onChange={({ currentTarget }) => setLevel(at, { id: currentTarget.value })}
            />
            <TextInput
              label={t('loyalty.rules.tier_benefit')}
              dir="auto"
              maxLength={300}
              value={benefit ?? ''}
              onChange={({ currentTarget }) => setLevel(at, { benefit: currentTarget.value || undefined })}
            />
            {byInvitation ? undefined : isMoney ? (
              <MoneyField
                label={t('loyalty.rules.tier_from')}
                value={min}
                currency={currency}
                onChange={(next = 0) => setLevel(at, { min: next })}
              />
            ) : (
              <CountField
                label={t('loyalty.rules.tier_from')}
                value={min}
                onChange={(next = 0) => setLevel(at, { min: next })}
              />
            )}
          </RuleLine>
        ))}
      </div>
      <div className={classes.actions}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            set({
              levels: [...reached, { id: newName(), min: Math.max(last * 2, isMoney ? 10_000 : 100) }, ...invited],
            })
          }
        >
          {t('loyalty.rules.add.level')}
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set({ levels: [...levels, { id: newName(), min: 0, byInvitation: true }] })}
        >
          {t('loyalty.rules.add.level_invited')}
        </Button>
      </div>
    </div>
  )
}
