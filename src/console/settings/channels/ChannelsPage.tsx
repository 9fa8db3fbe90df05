import { useQuery } from '@tanstack/react-query'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Card, Loading, Problem, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { ApnsCard } from './ApnsCard.tsx'
import { channelsQuery } from './channels-query.ts'
import { EmailCard } from './EmailCard.tsx'
import { FcmCard } from './FcmCard.tsx'
import { PushCard } from './PushCard.tsx'
import { RcsCard } from './RcsCard.tsx'
import { ReportsCard } from './ReportsCard.tsx'
import { SmsCard } from './SmsCard.tsx'
import { WebhookCard } from './WebhookCard.tsx'

/** By which ways messages reach people, and how each of them is set up. */
export function ChannelsPage() {
  const { t } = useI18n()
  const list = useQuery(channelsQuery)
  const mayWrite = roleMay(useSession().role, 'workspace:write')
  useDocumentTitle(t('settings.views.channels'))
  if (!list.data)
    return (
      <div className={classes.page}>
        <Card title={t('settings.views.channels')}>
          {list.error ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={6} />}
        </Card>
      </div>
    )
  const { email, sms, rcs, push, fcm, apns, webhook } = list.data
  return (
    <div className={classes.page}>
      <EmailCard email={email} mayWrite={mayWrite} />
      <ReportsCard email={email} mayWrite={mayWrite} />
      <SmsCard key={sms?.provider} sms={sms} mayWrite={mayWrite} />
      <RcsCard rcs={rcs} mayWrite={mayWrite} />
      <PushCard push={push} mayWrite={mayWrite} />
      <FcmCard fcm={fcm} mayWrite={mayWrite} />
      <ApnsCard apns={apns} mayWrite={mayWrite} />
      <WebhookCard webhook={webhook} mayWrite={mayWrite} />
    </div>
  )
}
