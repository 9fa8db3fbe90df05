import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { CountField, MoneyField, type RuleFields, RuleLine } from './rule-fields.tsx'

const modes = [
  'calendar_year_spend',
  'calendar_year_points',
  'calendar_quarter',
  'rolling_status',
  'cycle',
  'lifetime_points',
  'balance_immediate',
] as const

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
  const isMoney = mode === 'calendar_year_spend'
  const set = (change: Partial<typeof tiers>) => onChange({ tiers: { ...tiers, ...change } })
  const setLevel = (at: number, change: Partial<(typeof levels)[number]>) =>
    set({ levels: levels.map((one, i) => (i === at ? { ...one, ...change } : one)) })
  const last = levels.at(-1)?.min ?? 0
  return (
    <div className={classes.fields}>
      <div className={classes.row}>
        <NativeSelect
          label={t('loyalty.rules.tiers_by')}
          value={mode}
          onChange={({ currentTarget }) => set({ mode: modes.find((one) => one === currentTarget.value) ?? mode })}
          data={[...new Set([...modes, mode])].map((value) => ({ value, label: t(`loyalty.tier_by.${value}`) }))}
        />
        {(mode === 'rolling_status' || mode === 'cycle') && (
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
        {levels.map(({ id, min }, at) => (
          <RuleLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a level's name is what is being written
            key={at}
            said={
              min === 0 ? id : t('loyalty.say.level', { tier: id, from: isMoney ? money(min, currency) : number(min) })
            }
            remove={t('loyalty.rules.remove')}
            onRemove={() =>
              levels.length === 1 ? onChange({ tiers: undefined }) : set({ levels: levels.filter((_, i) => i !== at) })
            }
          >
            <TextInput
              label={t('loyalty.rules.tier_name')}
              dir="auto"
              maxLength={64}
              value={id}
              onChange={({ currentTarget }) => setLevel(at, { id: currentTarget.value })}
            />
            {isMoney ? (
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
              levels: [
                ...levels,
                {
                  id: t('loyalty.rules.tier_new', { place: number(levels.length + 1) }),
                  min: Math.max(last * 2, isMoney ? 10_000 : 100),
                },
              ],
            })
          }
        >
          {t('loyalty.rules.add.level')}
        </Button>
      </div>
    </div>
  )
}
