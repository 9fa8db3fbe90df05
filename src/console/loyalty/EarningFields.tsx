import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { LoyaltyRulesInput } from '#contract/loyalty'
import { NumberField, TimeField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'
import { ExcludeFields } from './ExcludeFields.tsx'
import classes from './loyalty.module.css'
import { usualAmount } from './presets.ts'
import { CountField, MoneyField, type RuleFields, RuleLine } from './rule-fields.tsx'
import { ShopsField } from './ShopsField.tsx'
import { rewardText, sayEarnRule, sayMultiplier } from './say-rules.ts'

type EarnRule = NonNullable<LoyaltyRulesInput['earn']>[number]
type Multiplier = NonNullable<LoyaltyRulesInput['multipliers']>[number]
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const kinds = ['spend', 'visit', 'product', 'category', 'review', 'survey', 'check_in', 'event', 'sign_up'] as const
type Kind = (typeof kinds)[number]

/** What earns how much: rules, happy hours, stamps, the cap of a day. */
export function EarningFields({ draft, currency, onChange }: RuleFields) {
  const i18n = useI18n()
  const { t } = i18n
  const { earn = [], multipliers = [], stamps } = draft
  const setRule = (at: number, rule: EarnRule) => onChange({ earn: earn.map((one, i) => (i === at ? rule : one)) })
  const setMore = (at: number, one: Multiplier) =>
    onChange({ multipliers: multipliers.map((other, i) => (i === at ? one : other)) })
  const add = (kind: Kind) => onChange({ earn: [...earn, newRule(kind, currency)] })
  return (
    <div className={classes.fields}>
      <div>
        {earn.map((rule, at) => (
          <RuleLine
            key={rule.id}
            said={sayEarnRule(rule, currency, i18n)}
            remove={t('loyalty.rules.remove')}
            onRemove={() => onChange({ earn: earn.filter((_, i) => i !== at) })}
          >
            <CountField
              label={t(rule.gives === 'credits' ? 'loyalty.credits' : 'loyalty.points')}
              value={rule.points}
              onChange={(points = 0) => setRule(at, { ...rule, points })}
            />
            {draft.tiers?.mode === 'credits' && (
              <NativeSelect
                label={t('loyalty.rules.gives')}
                value={rule.gives ?? 'points'}
                onChange={({ currentTarget: { value } }) =>
                  setRule(at, dropping({ ...rule, gives: value === 'credits' ? value : undefined }))
                }
                data={['points', 'credits'].map((value) => ({ value, label: t(`loyalty.${value}`) }))}
              />
            )}
            {rule.perMinor !== undefined && (
              <MoneyField
                label={t('loyalty.rules.per_amount')}
                value={rule.perMinor}
                currency={currency}
                onChange={(perMinor) => perMinor && setRule(at, { ...rule, perMinor })}
              />
            )}
            {rule.perItemSku !== undefined && (
              <TextInput
                label={t('loyalty.rules.product')}
                dir="auto"
                value={rule.perItemSku}
                onChange={({ currentTarget }) => setRule(at, { ...rule, perItemSku: currentTarget.value })}
              />
            )}
            {rule.perItemCategory !== undefined && (
              <TextInput
                label={t('loyalty.rules.category')}
                dir="auto"
                value={rule.perItemCategory}
                onChange={({ currentTarget }) => setRule(at, { ...rule, perItemCategory: currentTarget.value })}
              />
            )}
            {isOwnEvent(rule) && (
              <TextInput
                label={t('loyalty.rules.event')}
                dir="auto"
                value={rule.when ?? ''}
                onChange={({ currentTarget }) => setRule(at, { ...rule, when: currentTarget.value })}
              />
            )}
            {(rule.when ?? 'purchase') === 'purchase' && (
              <MoneyField
                label={t('loyalty.rules.least')}
                value={rule.minMinor}
                currency={currency}
                onChange={(minMinor) => setRule(at, dropping({ ...rule, minMinor }))}
              />
            )}
            {rule.perMinor !== undefined && (
              <CountField
                label={t('loyalty.rules.most_points')}
                value={rule.maxPoints}
                min={1}
                onChange={(maxPoints) => setRule(at, dropping({ ...rule, maxPoints: maxPoints || undefined }))}
              />
            )}
            {(rule.when ?? 'purchase') === 'purchase' && (
              <ShopsField chosen={rule.shops} onChange={(shops) => setRule(at, dropping({ ...rule, shops }))} />
            )}
          </RuleLine>
        ))}
      </div>
      <div className={classes.actions}>
        {kinds.map((kind) => (
          <Button
            key={kind}
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => add(kind)}
          >
            {t(`loyalty.rules.add.${kind}`)}
          </Button>
        ))}
      </div>
      <div>
        {multipliers.map((one, at) => (
          <RuleLine
            key={one.id}
            said={sayMultiplier(one, draft, i18n)}
            remove={t('loyalty.rules.remove')}
            onRemove={() => onChange({ multipliers: multipliers.filter((_, i) => i !== at) })}
          >
            <NumberField
              label={t('loyalty.rules.factor')}
              value={one.factor ?? null}
              min={0}
              max={1000}
              onChange={(factor) => setMore(at, dropping({ ...one, factor: factor ?? undefined }))}
            />
            <DayFields one={one} onChange={(next) => setMore(at, next)} />
            {draft.tiers && (
              <NativeSelect
                label={t('loyalty.tier')}
                value={one.tiers?.[0] ?? ''}
                onChange={({ currentTarget: { value } }) =>
                  setMore(at, dropping({ ...one, tiers: value === '' ? undefined : [value] }))
                }
                data={[{ value: '', label: t('loyalty.all_tiers') }, ...draft.tiers.levels.map(({ id }) => id)]}
              />
            )}
            <ShopsField chosen={one.shops} onChange={(shops) => setMore(at, dropping({ ...one, shops }))} />
          </RuleLine>
        ))}
      </div>
      <div className={classes.actions}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange({ multipliers: [...multipliers, { id: crypto.randomUUID(), factor: 2 }] })}
        >
          {t('loyalty.rules.add.happy')}
        </Button>
        {!stamps && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange({ stamps: { required: 10 } })}
          >
            {t('loyalty.rules.add.stamps')}
          </Button>
        )}
      </div>
      {stamps && (
        <RuleLine
          said={t('loyalty.say.stamps', { required: stamps.required, reward: rewardText(stamps.reward) })}
          remove={t('loyalty.rules.remove')}
          onRemove={() => onChange({ stamps: undefined })}
        >
          <CountField
            label={t('loyalty.rules.card_size')}
            value={stamps.required}
            min={1}
            onChange={(required = 1) => onChange({ stamps: { ...stamps, required } })}
          />
          <TextInput
            label={t('loyalty.wizard.reward')}
            dir="auto"
            maxLength={200}
            value={stamps.reward ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ stamps: dropping({ ...stamps, reward: value || undefined }) })
            }
          />
          <CountField
            label={t('loyalty.rules.welcome')}
            value={stamps.welcome}
            onChange={(welcome) => onChange({ stamps: dropping({ ...stamps, welcome: welcome || undefined }) })}
          />
          <CountField
            label={t('loyalty.rules.per_day')}
            value={stamps.perDay}
            min={1}
            onChange={(perDay) => onChange({ stamps: dropping({ ...stamps, perDay }) })}
          />
          <CountField
            label={t('loyalty.rules.cooldown')}
            value={stamps.cooldownS === undefined ? undefined : Math.ceil(stamps.cooldownS / 60)}
            onChange={(minutes) =>
              onChange({ stamps: dropping({ ...stamps, cooldownS: minutes ? minutes * 60 : undefined }) })
            }
          />
          <MoneyField
            label={t('loyalty.rules.least')}
            value={stamps.minMinor}
            currency={currency}
            onChange={(minMinor) => onChange({ stamps: dropping({ ...stamps, minMinor }) })}
          />
        </RuleLine>
      )}
      <ExcludeFields draft={draft} onChange={onChange} />
      <div className={classes.row}>
        <CountField
          label={t('loyalty.rules.day_cap')}
          value={draft.memberDailyCap}
          min={1}
          onChange={(memberDailyCap) => onChange({ memberDailyCap })}
        />
        <NativeSelect
          label={t('loyalty.rules.orders')}
          value={
            draft.orders === undefined ? 'off' : `${draft.orders.who ?? 'members'}:${draft.orders.trust ?? 'secret'}`
          }
          onChange={({ currentTarget: { value } }) => onChange({ orders: ordersOf(value) })}
          data={['off', 'members:secret', 'everyone:secret', 'members:any', 'everyone:any'].map((value) => ({
            value,
            label: t(`loyalty.orders.${value.replace(':', '_')}`),
          }))}
        />
      </div>
    </div>
  )
}

function ordersOf(value: string): LoyaltyRulesInput['orders'] {
  if (value === 'off') return undefined
  return { who: value.startsWith('everyone') ? 'everyone' : 'members', trust: value.endsWith('any') ? 'any' : 'secret' }
}

function DayFields({ one, onChange }: { one: Multiplier; onChange: (next: Multiplier) => void }) {
  const { t, locale, firstWeekday } = useI18n()
  const names = weekdayNames(locale, 'narrow')
  const long = weekdayNames(locale, 'long')
  const chosen = one.weekdays ?? []
  const inTurn = weekdays.map((day, i) => ({ day, i }))
  const ordered = [...inTurn.slice(firstWeekday - 1), ...inTurn.slice(0, firstWeekday - 1)]
  return (
    <>
      <fieldset className={classes.days}>
        <legend>{t('loyalty.rules.days')}</legend>
        {ordered.map(({ day, i }) => (
          <button
            key={day}
            type="button"
            aria-pressed={chosen.includes(day)}
            aria-label={long[i]}
            onClick={() => {
              const next = weekdays.filter((name) => chosen.includes(name) !== (name === day))
              onChange(dropping({ ...one, weekdays: next.length === 0 ? undefined : next }))
            }}
          >
            {names[i]}
          </button>
        ))}
      </fieldset>
      {(['from', 'to'] as const).map((end) => (
        <TimeField
          key={end}
          label={t(`loyalty.rules.${end}`)}
          value={one[end] ?? ''}
          onChange={(value) => onChange(dropping({ ...one, [end]: value || undefined }))}
        />
      ))}
    </>
  )
}

/** As shops that speak Segment tell them. */
const events = { review: 'Review Submitted', survey: 'Survey Answered', check_in: 'Checked In' }

const isOwnEvent = ({ when = 'purchase' }: EarnRule): boolean => when !== 'purchase' && when !== 'sign_up'

function newRule(kind: Kind, currency: string): EarnRule {
  const id = crypto.randomUUID()
  if (kind === 'spend') return { id, points: 1, perMinor: usualAmount(currency) }
  if (kind === 'product') return { id, points: 10, perItemSku: '' }
  if (kind === 'category') return { id, points: 10, perItemCategory: '' }
  if (kind === 'event') return { id, points: 10, when: 'Event Attended' }
  if (kind === 'review' || kind === 'survey' || kind === 'check_in') return { id, points: 10, when: events[kind] }
  return kind === 'sign_up' ? { id, points: 10, when: 'sign_up' } : { id, points: 10 }
}

type Dropped<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without what is not said: absent is what the rules know. */
export function dropping<T extends object>(rule: T): Dropped<T> {
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as Dropped<T>
}
