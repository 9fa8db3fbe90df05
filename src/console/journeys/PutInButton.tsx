import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Journey } from '#contract/journeys'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './journeys.module.css'
import { SegmentSelect } from './small-fields.tsx'

/** Puts everybody of a segment in by hand. */
export function PutInButton({ journey: { journeyId } }: { journey: Journey }) {
  const { t } = useI18n()
  const [open, setOpen] = useState(false)
  const [segmentId, setSegment] = useState('')
  const put = useMutation({
    mutationFn: () => api.post<Journey>(`/journeys/${journeyId}/enter-segment`, { segmentId }),
    onSuccess: async () => {
      setOpen(false)
      toast.good(t('journeys.put_in.done'))
      await queryClient.invalidateQueries({ queryKey: ['journeys'] })
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('journeys.put_in.button')}
      </Button>
      {open && (
        <Dialog title={t('journeys.put_in.title')} onClose={() => setOpen(false)}>
          <Form onSubmit={() => put.mutate()}>
            <p className={classes.quiet}>{t('journeys.put_in.text')}</p>
            <SegmentSelect value={segmentId} onChange={setSegment} />
            <FormProblem error={put.error} />
            <SubmitActions
              label={t('journeys.put_in.button')}
              disabled={segmentId === ''}
              loading={put.isPending}
              onClose={() => setOpen(false)}
            />
          </Form>
        </Dialog>
      )}
    </>
  )
}
