import '@mantine/core/styles/Switch.layer.css'
import { Button, NativeSelect, Switch } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessagePolicy } from '#contract/message-policy'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  FieldPair,
  Form,
  FormProblem,
  Loading,
  NumberField,
  PageHeader,
  Problem,
  TimeField,
  toast,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ChannelRules } from './ChannelRules.tsx'
import { HolidaysField } from './HolidaysField.tsx'
import { MessagesTabs } from './MessagesTabs.tsx'
import { MixCard } from './MixCard.tsx'
import classes from './messages.module.css'
import { policyQuery } from './messages-query.ts'
import { TopicsField } from './TopicsField.tsx'

/** What holds for every message, whoever sends it. */
export function PolicyPage() {
  const { t } = useI18n()
  const policy = useQuery(policyQuery)
  return (
    <>
      <PageHeader title={t('messaging.policy')} subtitle={t('messaging.policy_text')} />
      <MessagesTabs />
      {policy.isPending && <Loading />}
      {policy.error && <Problem error={policy.error} onRetry={() => void policy.refetch()} />}
      {policy.data && (
        <div className={classes.stack}>
          <PolicyForm stored={policy.data} />
          <MixCard />
        </div>
      )}
    </>
  )
}

function PolicyForm({ stored }: { stored: MessagePolicy }) {
  const { t } = useI18n()
  const mayWrite = roleMay(useSession().role, 'messages:write')
  const [policy, setPolicy] = useState(stored)
  const change = (next: Partial<MessagePolicy>) => setPolicy((now) => ({ ...now, ...next }))
  const quiet = policy.quietHours ?? { from: '20:00', until: '08:00' }
  const save = useMutation({
    mutationFn: () => api.put<MessagePolicy>('/message-policy', policy),
    onSuccess: (saved) => {
      queryClient.setQueryData(policyQuery.queryKey, saved)
      toast.good(t('console.saved'))
    },
  })
  return (
    <Card>
      <Form onSubmit={() => save.mutate()}>
        <FieldPair>
          <NumberField
            whole
            min={1}
            max={50}
            label={t('messaging.per_day')}
            description={t('messaging.no_limit')}
            value={policy.perDay}
            onChange={(perDay) => change({ perDay })}
          />
          <NumberField
            whole
            min={1}
            max={200}
            label={t('messaging.per_week')}
            description={t('messaging.no_limit')}
            value={policy.perWeek}
            onChange={(perWeek) => change({ perWeek })}
          />
        </FieldPair>
        <Switch
          label={t('messaging.quiet')}
          description={t('messaging.quiet_help')}
          checked={policy.quietHours !== null}
          onChange={(event) => change({ quietHours: event.currentTarget.checked ? quiet : null })}
        />
        {policy.quietHours && (
          <FieldPair>
            <TimeField
              required
              withAsterisk={false}
              label={t('messaging.quiet_from')}
              value={quiet.from}
              onChange={(from) => change({ quietHours: { ...quiet, from } })}
            />
            <TimeField
              required
              withAsterisk={false}
              label={t('messaging.quiet_until')}
              value={quiet.until}
              onChange={(until) => change({ quietHours: { ...quiet, until } })}
            />
          </FieldPair>
        )}
        <Switch
          label={t('messaging.at_best_hour')}
          description={t('messaging.at_best_hour_help')}
          checked={policy.atBestHour}
          onChange={(event) => change({ atBestHour: event.currentTarget.checked })}
        />
        <HolidaysField value={policy.holidays} onChange={(holidays) => change({ holidays })} />
        <ChannelRules policy={policy} onChange={change} />
        <NativeSelect
          label={t('messaging.consent')}
          value={policy.consent}
          onChange={(event) =>
            change({ consent: event.currentTarget.value === 'required' ? 'required' : 'not_refused' })
          }
          data={['required', 'not_refused'].map((value) => ({ value, label: t(`messaging.consent.${value}`) }))}
        />
        <Switch
          label={t('messaging.track_opens')}
          checked={policy.trackOpens}
          onChange={(event) => change({ trackOpens: event.currentTarget.checked })}
        />
        <Switch
          label={t('messaging.track_clicks')}
          checked={policy.trackClicks}
          onChange={(event) => change({ trackClicks: event.currentTarget.checked })}
        />
        <NumberField
          whole
          min={7}
          max={3650}
          label={t('messaging.silence_alert')}
          description={t('messaging.silence_alert_help')}
          value={policy.silenceAlertDays}
          onChange={(silenceAlertDays) => change({ silenceAlertDays })}
        />
        <TopicsField value={policy.topics} onChange={(topics) => change({ topics })} />
        <FormProblem error={save.error} />
        {mayWrite && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t('console.save')}
            </Button>
          </div>
        )}
      </Form>
    </Card>
  )
}
