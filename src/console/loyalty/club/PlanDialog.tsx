import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LoyaltyProgramme, LoyaltyRules } from '#contract/loyalty'
import { planPeriods } from '#contract/loyalty-club-words'
import { useSession } from '../../api/session.ts'
import { Dialog, FieldGroup, FieldPair, Form, FormProblem, NumberField, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { dropping } from '../EarningFields.tsx'
import { CountField, MoneyField } from '../rule-fields.tsx'
import { useRules } from '../use-rules.ts'

type Plan = LoyaltyRules['plans'][number]
type Draft = Omit<Plan, 'priceMinor'> & { priceMinor?: number }
type Props = { programme: LoyaltyProgramme; plan: Plan | undefined; onClose: () => void }

/** What a membership costs and gives. What it multiplies is kept as a multiplier of its own. */
export function PlanDialog({ programme, plan, onClose }: Props) {
  const { t } = useI18n()
  const { currency } = useSession().workspace
  const { rules } = programme
  const [draft, setDraft] = useState<Draft>(() => plan ?? { id: crypto.randomUUID(), name: '', every: 'month' })
  const own = rules.multipliers.find(({ plans }) => plans?.includes(draft.id))
  const [factor, setFactor] = useState<number | null>(own?.factor ?? null)
  const set = (change: { [K in keyof Draft]?: Draft[K] | undefined }) =>
    setDraft((now) => dropping({ ...now, ...change }) as Draft)
  const save = useRules(programme, onClose)
  const { priceMinor = 0 } = draft
  const isWhole = draft.name.trim() !== '' && priceMinor > 0
  const levels = rules.tiers?.levels.filter(({ byInvitation }) => byInvitation) ?? []
  const put = () => {
    const next = { ...draft, name: draft.name.trim(), priceMinor }
    const plans = plan ? rules.plans.map((one) => (one.id === plan.id ? next : one)) : [...rules.plans, next]
    const others = rules.multipliers.filter((one) => one !== own)
    const multipliers = factor
      ? [...others, { ...(own ?? { id: `plan:${draft.id}` }), factor, plans: [draft.id] }]
      : others
    save.mutate({ ...rules, plans, multipliers })
  }
  return (
    <Dialog title={t(plan ? 'club.plan.change' : 'club.plan.new')} onClose={onClose} wide>
      <Form onSubmit={() => isWhole && put()}>
        <FieldPair>
          <TextInput
            label={t('club.plan.name')}
            data-autofocus
            dir="auto"
            maxLength={80}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('club.plan.every')}
            value={draft.every}
            onChange={({ currentTarget }) =>
              set({ every: planPeriods.find((one) => one === currentTarget.value) ?? 'month' })
            }
            data={planPeriods.map((value) => ({ value, label: t(`club.plan.every_${value}`) }))}
          />
          <MoneyField
            label={t('club.plan.price')}
            value={draft.priceMinor}
            currency={currency}
            onChange={(next) => set({ priceMinor: next })}
          />
        </FieldPair>
        <Textarea
          label={t('loyalty.reward.text')}
          dir="auto"
          rows={2}
          maxLength={1000}
          value={draft.text ?? ''}
          onChange={(event) => set({ text: event.currentTarget.value || undefined })}
        />
        <FieldGroup legend={t('club.plan.gives')}>
          <FieldPair>
            <NumberField label={t('club.plan.factor')} value={factor} min={1} max={100} onChange={setFactor} />
            <CountField
              label={t('club.plan.points')}
              value={draft.points}
              min={1}
              onChange={(points) => set({ points })}
            />
            <NativeSelect
              label={t('club.plan.reward')}
              value={draft.monthlyReward ?? ''}
              onChange={({ currentTarget }) => set({ monthlyReward: currentTarget.value || undefined })}
              data={[
                { value: '', label: t('club.plan.no_reward') },
                ...rules.rewards.map(({ id, name }) => ({ value: id, label: name ?? id })),
              ]}
            />
            {levels.length > 0 && (
              <NativeSelect
                label={t('club.plan.tier')}
                value={draft.tier ?? ''}
                onChange={({ currentTarget }) => set({ tier: currentTarget.value || undefined })}
                data={[{ value: '', label: t('club.plan.no_tier') }, ...levels.map(({ id }) => id)]}
              />
            )}
          </FieldPair>
        </FieldGroup>
        <Checkbox
          label={t('club.plan.keep')}
          description={t('club.plan.keep_help')}
          checked={draft.keepsOnRefund ?? false}
          onChange={(event) => set({ keepsOnRefund: event.currentTarget.checked || undefined })}
        />
        {plan && (
          <Checkbox
            label={t('club.plan.close')}
            description={t('club.plan.close_help')}
            checked={draft.closed ?? false}
            onChange={(event) => set({ closed: event.currentTarget.checked || undefined })}
          />
        )}
        <FormProblem error={save.error} />
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={!isWhole} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
