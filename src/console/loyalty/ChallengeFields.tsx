import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { LoyaltyRulesInput } from '#contract/loyalty'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { CountField, type RuleFields, RuleLine } from './rule-fields.tsx'

type Challenge = NonNullable<LoyaltyRulesInput['challenges']>[number]

/** What members can take on: so many visits in so many days, or a streak of weeks. */
export function ChallengeFields({ draft, onChange }: RuleFields) {
  const { t } = useI18n()
  const challenges = draft.challenges ?? []
  const put = (next: Challenge[]) => onChange({ challenges: next })
  return (
    <div className={classes.fields}>
      {challenges.map((one) => {
        const { id, name, goal = 'visits', count, days = 30, points, repeats = false } = one
        const set = (change: Partial<Challenge>) =>
          put(challenges.map((other) => (other.id === id ? { ...other, ...change } : other)))
        return (
          <RuleLine
            key={id}
            said={t(`loyalty.say.challenge_${goal}`, { name, count, days, points })}
            remove={t('loyalty.rules.remove')}
            onRemove={() => put(challenges.filter((other) => other.id !== id))}
          >
            <TextInput
              label={t('loyalty.challenge.name')}
              dir="auto"
              maxLength={80}
              value={name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('loyalty.challenge.goal')}
              value={goal}
              onChange={({ currentTarget: { value } }) =>
                set(value === 'weeks' ? { goal: 'weeks', count: 4 } : { goal: 'visits', count: 5, days: 30 })
              }
              data={(['visits', 'weeks'] as const).map((value) => ({
                value,
                label: t(`loyalty.challenge.goal_${value}`),
              }))}
            />
            <CountField
              label={t(`loyalty.challenge.goal_${goal}`)}
              value={count}
              min={1}
              onChange={(next = 1) => set({ count: next })}
            />
            {goal === 'visits' && (
              <CountField
                label={t('loyalty.challenge.days')}
                value={days}
                min={1}
                onChange={(next = 30) => set({ days: next })}
              />
            )}
            <CountField
              label={t('loyalty.challenge.points')}
              value={points}
              onChange={(next = 0) => set({ points: next })}
            />
            <Checkbox
              label={t('loyalty.challenge.repeats')}
              checked={repeats}
              onChange={(event) => set({ repeats: event.currentTarget.checked })}
            />
          </RuleLine>
        )
      })}
      <div className={classes.actions}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => put([...challenges, newChallenge(t('loyalty.challenge.first_name'))])}
        >
          {t('loyalty.challenge.add')}
        </Button>
      </div>
    </div>
  )
}

const newChallenge = (name: string): Challenge => ({
  id: crypto.randomUUID(),
  name,
  goal: 'visits',
  count: 5,
  days: 30,
  points: 50,
})
