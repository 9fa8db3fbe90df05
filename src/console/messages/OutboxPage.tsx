import { Button } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageRow } from '#contract/messaging'
import { messageStates } from '#contract/messaging-words'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  CsvLink,
  Dialog,
  EmptyState,
  EntityTable,
  FilterBar,
  FilterChip,
  LinkButton,
  Loading,
  Notice,
  PageHeader,
  Problem,
  pagesOf,
  type Tone,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { MessageFrame } from './MessageFrame.tsx'
import { MessagesTabs } from './MessagesTabs.tsx'
import classes from './messages.module.css'
import { messageQuery, outboxQuery } from './messages-query.ts'
import { reasonText } from './reason-text.ts'
import { messagesRoute } from './routes.ts'

const tones: Partial<Record<MessageRow['state'], Tone>> = {
  handed_over: 'good',
  failed: 'now',
  unknown: 'look',
  suppressed: 'look',
}

const reportTones: Record<NonNullable<MessageRow['reported']>, Tone> = {
  delivered: 'good',
  undelivered: 'look',
  bounced: 'now',
  complained: 'now',
}

/** Everything that was to be sent: what went out, what waits, what was held back and why. */
export function OutboxPage() {
  const i18n = useI18n()
  const { t } = i18n
  const { state } = messagesRoute.useSearch()
  const navigate = messagesRoute.useNavigate()
  const mayExport = roleMay(useSession().role, 'customers:export')
  const [shown, setShown] = useState<MessageRow>()
  const list = useInfiniteQuery(outboxQuery(state))
  const first = list.data?.pages[0]
  const rows = list.data?.pages.flatMap((page) => page.messages) ?? []
  return (
    <>
      <PageHeader
        title={t('messaging.title')}
        subtitle={first && t('messaging.mix', { useful: first.counts.useful, promotional: first.counts.promotional })}
        actions={
          mayExport &&
          rows.length > 0 && (
            <CsvLink href={apiAddress('/messages', { state, format: 'csv' })} label={t('console.export_csv')}>
              {t('console.export_csv')}
            </CsvLink>
          )
        }
      />
      <MessagesTabs />
      {first?.delivery === 'viewer' && <Notice>{t('messaging.viewer')}</Notice>}
      <FilterBar
        chips={[undefined, ...messageStates].map((one) => (
          <FilterChip
            key={one ?? 'all'}
            active={state === one}
            onClick={() => void navigate({ search: { state: one }, replace: true })}
          >
            {t(`messaging.state.${one ?? 'all'}`)}
          </FilterChip>
        ))}
      />
      <Card flush>
        <EntityTable
          caption={t('messaging.title')}
          columns={[
            {
              key: 'template',
              label: t('messaging.template'),
              width: 'minmax(180px, 1.7fr)',
              phone: 'title',
              render: (row: MessageRow) => (
                <Button variant="subtle" size="compact-sm" ms={-8} onClick={() => setShown(row)}>
                  <bdi>{row.subject ?? row.templateName ?? '–'}</bdi>
                </Button>
              ),
            },
            {
              key: 'customer',
              label: t('messaging.customer'),
              render: (row) => (
                <bdi>{row.source.kind === 'test' ? t('messaging.a_test') : (row.customerName ?? '–')}</bdi>
              ),
            },
            {
              key: 'channel',
              label: t('messaging.channel'),
              width: 'minmax(90px, 0.7fr)',
              render: (row) => t(`messaging.channel.${row.channel}`),
            },
            {
              key: 'purpose',
              label: t('messaging.purpose'),
              width: 'minmax(110px, 0.8fr)',
              render: (row) => t(`messaging.purpose.${row.purpose}`),
            },
            {
              key: 'state',
              label: t('messaging.state'),
              width: 'minmax(200px, 2fr)',
              render: (row) => (
                <>
                  <Badge tone={tones[row.state] ?? 'quiet'}>{t(`messaging.state.${row.state}`)}</Badge>{' '}
                  {row.reported !== null && (
                    <Badge tone={reportTones[row.reported]}>{t(`messaging.reported.${row.reported}`)}</Badge>
                  )}{' '}
                  {reasonText(i18n, row)}
                </>
              ),
            },
            { key: 'queued', label: t('messaging.queued'), render: (row) => i18n.day(row.queuedAt.slice(0, 10)) },
          ]}
          rows={rows}
          rowKey={(row) => row.messageId}
          {...pagesOf(list)}
          empty={
            <EmptyState
              icon={<IconMail aria-hidden />}
              title={t(state === undefined ? 'messaging.none' : 'messaging.none_of_state')}
              text={state === undefined && t('messaging.none_text')}
              action={
                state === undefined && <LinkButton to="/messages/templates">{t('messaging.templates')}</LinkButton>
              }
            />
          }
        />
      </Card>
      {shown && <MessageDialog row={shown} onClose={() => setShown(undefined)} />}
    </>
  )
}

function MessageDialog({ row, onClose }: { row: MessageRow; onClose: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const reason = reasonText(i18n, row)
  const message = useQuery(messageQuery(row.messageId))
  const title = row.subject ?? row.templateName ?? t('messaging.template')
  return (
    <Dialog title={title} onClose={onClose} wide>
      {reason !== null && <p>{reason}</p>}
      {message.isPending && <Loading />}
      {message.error && <Problem error={message.error} onRetry={() => void message.refetch()} />}
      {message.data &&
        (message.data.html !== null ? (
          <MessageFrame html={message.data.html} title={title} />
        ) : message.data.text !== null ? (
          <>
            <p className={classes.plain} dir="auto">
              {message.data.text}
            </p>
            {message.data.segments !== null && <p>{t('messaging.segments', { count: message.data.segments })}</p>}
          </>
        ) : (
          <p>{t('messaging.not_written_yet')}</p>
        ))}
    </Dialog>
  )
}
