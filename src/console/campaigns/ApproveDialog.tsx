import { useState } from 'react'
import { Dialog, Form, FormProblem, NumberField, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { RunCampaign } from './use-run-campaign.ts'

type ApproveDialogProps = {
  people: number
  run: Pick<RunCampaign, 'agree' | 'forget' | 'error' | 'isPending'>
  label?: string
}

/** Before many people get something, somebody types how many they are. */
export function ApproveDialog({ people, run, label }: ApproveDialogProps) {
  const { t, number } = useI18n()
  const [typed, setTyped] = useState<number | null>(null)
  return (
    <Dialog title={t('campaigns.approve.title')} onClose={run.forget}>
      <Form onSubmit={() => typed === people && run.agree(people)}>
        <p>{t('campaigns.approve.text', { text: number(people) })}</p>
        <NumberField
          label={t('campaigns.approve.field')}
          value={typed}
          min={0}
          whole
          onChange={setTyped}
          data-autofocus
        />
        <FormProblem error={run.error} />
        <SubmitActions
          onClose={run.forget}
          label={label ?? t('campaigns.send')}
          disabled={typed !== people}
          loading={run.isPending}
        />
      </Form>
    </Dialog>
  )
}
