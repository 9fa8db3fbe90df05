import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Survey } from '#contract/surveys'
import { queryClient } from '../api/query-client.ts'
import { Dialog, DialogActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { journeysUsingQuery } from '../journeys/journeys-query.ts'

/** Closes it at once, or after a look at the journeys that ask it. */
export function CloseSurvey({ survey, close }: { survey: Survey; close: () => void }) {
  const { t, list } = useI18n()
  const [asking, setAsking] = useState<string[]>([])
  const look = useMutation({
    mutationFn: () => queryClient.fetchQuery(journeysUsingQuery(survey.surveyId)),
    onSuccess: ({ journeys }) => {
      if (journeys.length === 0) close()
      else setAsking(journeys.map(({ name }) => name))
    },
  })
  const leave = () => setAsking([])
  return (
    <>
      <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
        {t('surveys.close')}
      </Button>
      {asking.length > 0 && (
        <Dialog title={t('surveys.close_ask')} onClose={leave}>
          <p>{t('surveys.close_used', { journeys: list(asking) })}</p>
          <DialogActions>
            <Button variant="default" onClick={leave}>
              {t('console.cancel')}
            </Button>
            <Button
              color="brick"
              onClick={() => {
                leave()
                close()
              }}
            >
              {t('surveys.close')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
