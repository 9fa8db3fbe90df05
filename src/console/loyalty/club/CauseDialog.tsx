import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LoyaltyProgramme, LoyaltyRules } from '#contract/loyalty'
import { useSession } from '../../api/session.ts'
import { Dialog, FieldPair, Form, FormProblem, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { dropping } from '../EarningFields.tsx'
import { CountField, MoneyField } from '../rule-fields.tsx'
import { useRules } from '../use-rules.ts'

type Cause = LoyaltyRules['causes'][number]
type Props = { programme: LoyaltyProgramme; cause: Cause | undefined; onClose: () => void }

/** What members can give points to, and what the shop gives for them. */
export function CauseDialog({ programme, cause, onClose }: Props) {
  const { t } = useI18n()
  const { currency } = useSession().workspace
  const { rules } = programme
  const [draft, setDraft] = useState(() => cause ?? { id: crypto.randomUUID(), name: '', pointValueMinor: 1 })
  const set = (change: { [K in keyof Cause]?: Cause[K] | undefined }) =>
    setDraft((now) => dropping({ ...now, ...change }) as Cause)
  const save = useRules(programme, onClose)
  const name = draft.name.trim()
  const put = () => {
    const next = { ...draft, name }
    const causes = cause ? rules.causes.map((one) => (one.id === cause.id ? next : one)) : [...rules.causes, next]
    save.mutate({ ...rules, causes })
  }
  return (
    <Dialog title={t(cause ? 'club.cause.change' : 'club.cause.new')} onClose={onClose}>
      <Form onSubmit={() => name !== '' && put()}>
        <TextInput
          label={t('club.cause.name')}
          data-autofocus
          dir="auto"
          maxLength={120}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Textarea
          label={t('loyalty.reward.text')}
          dir="auto"
          rows={3}
          maxLength={1000}
          value={draft.text ?? ''}
          onChange={(event) => set({ text: event.currentTarget.value || undefined })}
        />
        <FieldPair>
          <MoneyField
            label={t('club.cause.per_hundred')}
            value={Math.round(draft.pointValueMinor * 100)}
            currency={currency}
            onChange={(minor = 0) => set({ pointValueMinor: minor / 100 })}
          />
          <CountField
            label={t('club.cause.goal')}
            value={draft.goalPoints}
            min={1}
            onChange={(goalPoints) => set({ goalPoints })}
          />
        </FieldPair>
        {cause && (
          <Checkbox
            label={t('club.cause.close')}
            description={t('club.cause.close_help')}
            checked={draft.closed ?? false}
            onChange={(event) => set({ closed: event.currentTarget.checked || undefined })}
          />
        )}
        <FormProblem error={save.error} />
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={name === ''} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
