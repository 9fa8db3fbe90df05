import { IconTemplate } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { TemplateRow } from '#contract/message-templates'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import {
  Card,
  EmptyState,
  type EntityColumn,
  EntityTable,
  LinkButton,
  PageHeader,
  TableCsv,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { MessagesTabs } from './MessagesTabs.tsx'
import { templatesQuery } from './messages-query.ts'

/** What messages are written in. */
export function TemplatesPage() {
  const i18n = useI18n()
  const { t } = i18n
  const mayWrite = roleMay(useSession().role, 'messages:write')
  const list = useQuery(templatesQuery)
  const templates = list.data?.templates ?? []
  const isEmpty = list.data?.templates.length === 0
  const columns = useMemo(
    (): EntityColumn<TemplateRow>[] => [
      {
        key: 'name',
        label: t('messaging.name'),
        phone: 'title',
        width: 'minmax(200px, 2fr)',
        render: (row) => (
          <Link to="/messages/templates/$templateId" params={{ templateId: row.templateId }}>
            <bdi>{row.name}</bdi>
          </Link>
        ),
      },
      { key: 'purpose', label: t('messaging.purpose'), render: (row) => t(`messaging.purpose.${row.purpose}`) },
      {
        key: 'channels',
        label: t('messaging.channels'),
        render: (row) => i18n.list(row.channels.map((one) => t(`messaging.channel.${one}`))),
      },
      {
        key: 'locales',
        label: t('messaging.languages'),
        render: (row) => i18n.list(row.locales.map((one) => t(`messaging.language.${one}`))),
      },
      {
        key: 'updated',
        label: t('messaging.changed'),
        render: (row) => i18n.day(row.updatedAt.slice(0, 10)),
        csv: (row) => row.updatedAt,
      },
    ],
    [t, i18n],
  )
  const add = (
    <LinkButton to="/messages/templates/$templateId" params={{ templateId: 'new' }}>
      {t('messaging.new_template')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={t('messaging.templates')}
        actions={
          <>
            <TableCsv wide title={t('messaging.templates')} columns={columns} rows={templates} />
            {mayWrite && !isEmpty && add}
          </>
        }
      />
      <MessagesTabs />
      <Card flush>
        <EntityTable
          caption={t('messaging.templates')}
          columns={columns}
          rows={templates}
          rowKey={(row) => row.templateId}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconTemplate aria-hidden />}
              title={t('messaging.no_templates')}
              text={t('messaging.no_templates_text')}
              action={mayWrite && add}
            />
          }
        />
      </Card>
    </>
  )
}
