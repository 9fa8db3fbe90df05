import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import { rewardKinds } from '#contract/loyalty-words'
import { toMajor, toMinor } from '#platform/money'
import { useSession } from '../api/session.ts'
import { SegmentsField } from '../campaigns/SegmentsField.tsx'
import {
  DateInput,
  Dialog,
  FieldGroup,
  FieldPair,
  Form,
  FormProblem,
  NumberField,
  SubmitActions,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import type { Reward } from './RewardsPage.tsx'
import { ShopsField } from './ShopsField.tsx'
import { useRules } from './use-rules.ts'
import { dayAt, startOfDay } from './zone-days.ts'

type Draft = { [K in keyof Omit<Reward, 'id'>]?: Reward[K] | undefined } & { id: string }
type Props = { programme: LoyaltyProgramme; reward: Reward | undefined; onClose: () => void }

/** A reward made or changed: what it is, what it costs, how many there are, when and for whom. */
export function RewardDialog({ programme, reward, onClose }: Props) {
  const { t } = useI18n()
  const { currency, timeZone } = useSession().workspace
  const [draft, setDraft] = useState<Draft>(
    () => reward ?? { id: crypto.randomUUID(), kind: 'product', voucherDays: 30 },
  )
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }))
  const { rules } = programme
  const save = useRules(programme, onClose)
  const { name = '', cost, kind = 'product' } = draft
  const isWhole = name.trim() !== '' && cost !== undefined && (kind !== 'percent' || draft.percent !== undefined)
  const put = (rewards: Draft[]) =>
    save.mutate({ ...rules, rewards: rewards.map((one) => ({ ...without(one), id: one.id, cost: one.cost ?? 0 })) })
  const number = (label: string, key: 'stock' | 'perMember' | 'voucherDays') => (
    <NumberField
      label={label}
      value={draft[key] ?? null}
      min={key === 'perMember' ? 1 : 0}
      whole
      onChange={(value) => set({ [key]: value ?? undefined })}
    />
  )
  const money = (label: string, key: 'valueMinor' | 'voucherMinMinor') => (
    <NumberField
      label={label}
      value={draft[key] === undefined ? null : toMajor(draft[key], currency)}
      min={0}
      unit={currency}
      onChange={(value) => set({ [key]: value === null ? undefined : toMinor(value, currency) })}
    />
  )
  // `until` is the first moment at which it is over.
  const lastDay = draft.until === undefined ? '' : dayAt(Date.parse(draft.until) - 1, timeZone)
  return (
    <Dialog title={t(reward ? 'loyalty.reward.edit' : 'loyalty.reward.new')} onClose={onClose} wide>
      <Form
        onSubmit={() => {
          if (isWhole) put([...rules.rewards.filter(({ id }) => id !== draft.id), { ...draft, name: name.trim() }])
        }}
      >
        <FieldPair>
          <TextInput
            label={t('loyalty.reward.name')}
            data-autofocus
            dir="auto"
            maxLength={200}
            value={name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('loyalty.reward.kind')}
            value={kind}
            onChange={({ currentTarget }) =>
              set({ kind: rewardKinds.find((one) => one === currentTarget.value) ?? 'product' })
            }
            data={rewardKinds.map((value) => ({ value, label: t(`loyalty.reward_kind.${value}`) }))}
          />
          <NumberField
            label={t('loyalty.reward.cost')}
            value={cost ?? null}
            min={0}
            whole
            onChange={(points) => set({ cost: points ?? undefined })}
          />
          {kind === 'percent' ? (
            <NumberField
              label={t('loyalty.reward.percent')}
              value={draft.percent ?? null}
              min={0}
              max={100}
              unit="%"
              onChange={(percent) => set({ percent: percent ?? undefined })}
            />
          ) : (
            money(t(kind === 'discount' ? 'loyalty.reward.amount' : 'loyalty.reward.value'), 'valueMinor')
          )}
        </FieldPair>
        <Textarea
          label={t('loyalty.reward.text')}
          dir="auto"
          rows={2}
          maxLength={500}
          value={draft.text ?? ''}
          onChange={(event) => set({ text: event.currentTarget.value || undefined })}
        />
        <FieldPair>
          {number(t('loyalty.reward.stock'), 'stock')}
          {number(t('loyalty.reward.per_member'), 'perMember')}
          {number(t('loyalty.reward.voucher_days'), 'voucherDays')}
          {money(t('loyalty.reward.min_order'), 'voucherMinMinor')}
          <DateInput
            label={t('loyalty.reward.from')}
            value={draft.from === undefined ? '' : dayAt(Date.parse(draft.from), timeZone)}
            onChange={(day) => set({ from: day === '' ? undefined : startOfDay(day, timeZone) })}
          />
          <DateInput
            label={t('loyalty.reward.until')}
            value={lastDay}
            onChange={(day) => set({ until: day === '' ? undefined : startOfDay(day, timeZone, 1) })}
          />
        </FieldPair>
        <ShopsField help={t('loyalty.reward.shops_help')} chosen={draft.shops} onChange={(shops) => set({ shops })} />
        <TextInput
          label={t('loyalty.reward.public_code')}
          description={t('loyalty.reward.public_code_help')}
          dir="ltr"
          maxLength={40}
          value={draft.publicCode ?? ''}
          onChange={(event) => set({ publicCode: event.currentTarget.value.trim().toUpperCase() || undefined })}
        />
        <Checkbox
          label={t('loyalty.reward.from_list')}
          description={t('loyalty.reward.from_list_help')}
          checked={draft.fromList ?? false}
          onChange={(event) => set({ fromList: event.currentTarget.checked || undefined })}
        />
        <Checkbox
          label={t('loyalty.reward.by_invitation')}
          description={t('loyalty.reward.by_invitation_help')}
          checked={draft.byInvitation ?? false}
          onChange={(event) => set({ byInvitation: event.currentTarget.checked || undefined })}
        />
        <FieldPair>
          <SegmentsField
            label={t('loyalty.reward.segments')}
            heading={t('loyalty.reward.segments_chosen')}
            chosen={draft.segments ?? []}
            without={draft.notSegments ?? []}
            onChange={(segments) => set({ segments: segments.length > 0 ? segments : undefined })}
          />
          <SegmentsField
            label={t('loyalty.reward.not_segments')}
            heading={t('loyalty.reward.not_segments_chosen')}
            chosen={draft.notSegments ?? []}
            without={draft.segments ?? []}
            onChange={(segments) => set({ notSegments: segments.length > 0 ? segments : undefined })}
          />
        </FieldPair>
        {rules.tiers && (
          <FieldGroup legend={t('loyalty.reward.tiers')}>
            <div className={classes.actions}>
              {rules.tiers.levels.map(({ id }) => (
                <Checkbox
                  key={id}
                  label={<bdi>{id}</bdi>}
                  checked={draft.tiers?.includes(id) ?? false}
                  onChange={(event) => {
                    const tiers = (draft.tiers ?? [])
                      .filter((one) => one !== id)
                      .concat(event.currentTarget.checked ? [id] : [])
                    set({ tiers: tiers.length > 0 ? tiers : undefined })
                  }}
                />
              ))}
            </div>
          </FieldGroup>
        )}
        <FormProblem error={save.error} />
        {reward && (
          <p>
            <Button
              variant="subtle"
              color="brick"
              size="compact-sm"
              onClick={() => put(rules.rewards.filter(({ id }) => id !== reward.id))}
            >
              {t('loyalty.reward.remove')}
            </Button>
          </p>
        )}
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={!isWhole} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}

/** Without what nobody said. */
function without<T extends object>(draft: T): T {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as T
}
