import { useState } from 'react'
import type { Experiment } from '#contract/experiments'
import { Dialog, Form, FormProblem, NumberField, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './experiments.module.css'

type ExtendDialogProps = {
  experiment: Experiment
  problem: unknown
  isPending: boolean
  onExtend: (body: { days: number }) => void
  onClose: () => void
}

/** More days, and what they cost in certainty. */
export function ExtendDialog({ experiment, problem, isPending, onExtend, onClose }: ExtendDialogProps) {
  const { t } = useI18n()
  const [days, setDays] = useState<number | null>(14)
  return (
    <Dialog title={t('experiments.extend')} onClose={onClose}>
      <Form onSubmit={() => days !== null && onExtend({ days })}>
        {experiment.test === 'fixed' && <p className={classes.quiet}>{t('experiments.extend_help')}</p>}
        <NumberField
          label={t('experiments.extend_days')}
          data-autofocus
          value={days}
          min={1}
          max={365}
          whole
          onChange={setDays}
        />
        <FormProblem error={problem} />
        <SubmitActions onClose={onClose} label={t('experiments.extend')} loading={isPending} disabled={days === null} />
      </Form>
    </Dialog>
  )
}
