import { NativeSelect, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Experiment } from '#contract/experiments'
import { Dialog, Form, FormProblem, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './experiments.module.css'

type DecideDialogProps = {
  experiment: Experiment
  problem: unknown
  isPending: boolean
  onDecide: (body: { winner: string; note: string }) => void
  onClose: () => void
}

/** Which variant it shall be from now on, and why. */
export function DecideDialog({ experiment, problem, isPending, onDecide, onClose }: DecideDialogProps) {
  const { t } = useI18n()
  const { arms, decision, status } = experiment
  const [winner, setWinner] = useState(decision?.winner ?? arms.find(({ isControl }) => !isControl)?.key ?? '')
  const [note, setNote] = useState(decision?.note ?? '')
  return (
    <Dialog title={t('experiments.decide')} onClose={onClose}>
      <Form onSubmit={() => onDecide({ winner, note })}>
        {status === 'running' && <p className={classes.quiet}>{t('experiments.decide_stops')}</p>}
        <NativeSelect
          label={t('experiments.decide_for')}
          data-autofocus
          value={winner}
          onChange={(event) => setWinner(event.currentTarget.value)}
          data={arms.map(({ key, name }) => ({ value: key, label: name }))}
        />
        <Textarea
          label={t('experiments.decide_note')}
          dir="auto"
          rows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FormProblem error={problem} />
        <SubmitActions onClose={onClose} label={t('experiments.decide')} loading={isPending} />
      </Form>
    </Dialog>
  )
}
