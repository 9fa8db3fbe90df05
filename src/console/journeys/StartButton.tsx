import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Button, Checkbox, Radio } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Journey } from '#contract/journeys'
import { api } from '../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './journeys.module.css'

type StartButtonProps = { journey: Journey; onDone: (now: Journey) => Promise<void> }
type Start = { backfill: boolean; moving: 'finish' | 'move' }

/** Switches on, asking first what only a person can know: whom to begin with, and on which version those on the way go on. */
export function StartButton({ journey, onDone }: StartButtonProps) {
  const { t } = useI18n()
  const [asks, setAsks] = useState(false)
  const { status, definition, version, changed, active, journeyId } = journey
  const start = useMutation({
    mutationFn: (body: Start) => api.post<Journey>(`/journeys/${journeyId}/start`, body),
    onSuccess: async (now) => {
      setAsks(false)
      await onDone(now)
    },
  })
  const mayBackfill = definition.trigger.kind === 'segment' && definition.trigger.on === 'entered' && version === null
  const mayMove = version !== null && changed && active > 0
  const word = status === 'running' ? 'publish' : status === 'paused' ? 'resume' : 'start'
  const plain: Start = { backfill: false, moving: 'finish' }
  return (
    <>
      <Button loading={start.isPending} onClick={() => (mayBackfill || mayMove ? setAsks(true) : start.mutate(plain))}>
        {t(`journeys.${word}`)}
      </Button>
      {asks ? (
        <StartDialog
          title={t(`journeys.${word}`)}
          mayBackfill={mayBackfill}
          onMove={mayMove ? active : undefined}
          start={start}
          onClose={() => setAsks(false)}
        />
      ) : (
        <FormProblem error={start.error} />
      )}
    </>
  )
}

type StartDialogProps = {
  title: string
  mayBackfill: boolean
  /** so many are on the way */
  onMove: number | undefined
  start: { mutate: (start: Start) => void; isPending: boolean; error: unknown }
  onClose: () => void
}

function StartDialog({ title, mayBackfill, onMove, start, onClose }: StartDialogProps) {
  const { t } = useI18n()
  const [backfill, setBackfill] = useState(false)
  const [moving, setMoving] = useState<Start['moving']>('finish')
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => start.mutate({ backfill, moving })}>
        {mayBackfill && (
          <Checkbox
            label={t('journeys.backfill')}
            checked={backfill}
            onChange={(event) => setBackfill(event.currentTarget.checked)}
          />
        )}
        {onMove !== undefined && (
          <Radio.Group
            label={t('journeys.moving.label', { people: onMove })}
            value={moving}
            onChange={(value) => setMoving(value === 'move' ? 'move' : 'finish')}
          >
            <div className={classes.choices}>
              <Radio value="finish" label={t('journeys.moving.finish')} />
              <Radio value="move" label={t('journeys.moving.move')} />
            </div>
          </Radio.Group>
        )}
        <FormProblem error={start.error} />
        <SubmitActions label={title} loading={start.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  )
}
