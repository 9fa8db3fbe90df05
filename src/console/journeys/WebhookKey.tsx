import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { NewJourneyWebhookKey } from '#contract/journeys'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { FormProblem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CopyField } from '../settings/channels/CopyField.tsx'
import classes from './journeys.module.css'
import { webhookKeyQuery } from './journeys-query.ts'

/** What calls of webhook steps are signed with: made here, and shown once. */
export function WebhookKey() {
  const { t, day } = useI18n()
  const mayWrite = roleMay(useSession().role, 'journeys:write')
  const key = useQuery(webhookKeyQuery)
  const make = useMutation({
    mutationFn: () => api.post<NewJourneyWebhookKey>('/journeys/webhook-key'),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhookKeyQuery.queryKey }),
  })
  const madeAt = key.data?.madeAt
  return (
    <>
      <p className={classes.quiet}>
        {madeAt ? t('journeys.webhook_key.signed', { day: day(madeAt) }) : t('journeys.webhook_key.unsigned')}
      </p>
      {make.data && (
        <CopyField
          label={t('journeys.webhook_key.key')}
          value={make.data.key}
          description={t('journeys.webhook_key.once')}
        />
      )}
      <FormProblem error={make.error} />
      {mayWrite && !make.data && key.data && (
        <div>
          <Button size="compact-sm" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
            {t(madeAt ? 'journeys.webhook_key.renew' : 'journeys.webhook_key.make')}
          </Button>
        </div>
      )}
    </>
  )
}
