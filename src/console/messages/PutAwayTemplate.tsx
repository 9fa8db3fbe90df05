import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { InUse } from '#contract/in-use'
import type { MessageTemplate } from '#contract/message-templates'
import { api } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, DialogActions, FormProblem, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type PutAwayTemplateProps = { template: MessageTemplate; onGone: () => void }

/** Takes a template out of use; where something at work writes with it, after a look at what that is. */
export function PutAwayTemplate({ template: { templateId, name }, onGone }: PutAwayTemplateProps) {
  const { t, list } = useI18n()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const putAway = useMutation({
    mutationFn: (force: boolean) => api.delete(`/message-templates/${templateId}${force ? '?force=true' : ''}`),
    onSuccess: async () => {
      onGone()
      await queryClient.invalidateQueries({ queryKey: ['message-templates'] })
      toast.good(t('messaging.put_away_done', { name }))
      await navigate({ to: '/messages/templates' })
    },
  })
  const users = usersIn(putAway.error)
  const leave = () => {
    setAsking(false)
    putAway.reset()
  }
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('messaging.put_away')}
      </Button>
      {isAsking && (
        <Dialog title={t('messaging.put_away_ask', { name })} onClose={leave}>
          <p>{users ? t('messaging.put_away_used', { names: list(users) }) : t('messaging.put_away_help')}</p>
          {!users && <FormProblem error={putAway.error} />}
          <DialogActions>
            <Button variant="default" onClick={leave}>
              {t('console.cancel')}
            </Button>
            <Button
              {...(users ? { color: 'brick' } : {})}
              loading={putAway.isPending}
              onClick={() => putAway.mutate(users !== undefined)}
            >
              {t(users ? 'messaging.put_away_anyway' : 'messaging.put_away')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}

/** The names of what still writes with it, where that is why it was refused. */
function usersIn(error: unknown): string[] | undefined {
  if (!(error instanceof ApiError) || error.reason !== 'template_in_use') return undefined
  return (error.details.usedBy as InUse[]).map(({ name }) => name)
}
