import { CloseButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { roleMay } from '#contract/permissions'
import type { Segment, SegmentMembers } from '#contract/segments'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Badge, Card, CsvLink, EmptyState, type EntityColumn, EntityTable, pagesOf } from '../components/index.ts'
import { customerName } from '../customers/customer-name.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import classes from './segments.module.css'
import { membersQuery } from './segments-query.ts'
import { useListChange } from './use-list-change.ts'

type Member = SegmentMembers['members'][number]
type Change = ReturnType<typeof useListChange>

/** Who belongs to it now, the newest first. */
export function Members({ segment, mayWrite }: { segment: Segment; mayWrite: boolean }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const list = useInfiniteQuery(membersQuery(segment))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.members) ?? [], [list.data])
  const change = useListChange(segment)
  const columns = useMemo(() => columnsOf(i18n, mayWrite ? change : undefined), [i18n, mayWrite, change])
  return (
    <Card
      flush
      title={t('segments.members')}
      aside={
        roleMay(role, 'customers:export') &&
        rows.length > 0 && (
          <CsvLink
            href={apiAddress(`/segments/${segment.segmentId}/members`, { format: 'csv' })}
            label={t('console.csv_of', { title: t('segments.members') })}
          />
        )
      }
    >
      <EntityTable
        caption={t('segments.members')}
        columns={columns}
        rows={rows}
        rowKey={({ customerId }) => customerId}
        {...pagesOf(list)}
        empty={
          <EmptyState
            title={t(segment.status === 'counting' ? 'segments.state.counting' : 'segments.nobody.title')}
            text={t(segment.definition === null ? 'segments.nobody.list' : 'segments.nobody.text')}
          />
        }
      />
    </Card>
  )
}

function columnsOf({ t, day }: I18n, change: Change | undefined): EntityColumn<Member>[] {
  const columns: EntityColumn<Member>[] = [
    {
      key: 'name',
      label: t('segments.member'),
      width: 'minmax(130px, 1.4fr)',
      phone: 'title',
      render: (member) => (
        <Link to="/customers/$customerId" params={{ customerId: member.customerId }}>
          <bdi>{customerName(member)}</bdi>
        </Link>
      ),
    },
    {
      key: 'contact',
      label: t('segments.contact'),
      width: 'minmax(150px, 2fr)',
      render: ({ email, phone }) => <bdi>{email ?? phone ?? '–'}</bdi>,
    },
    { key: 'since', label: t('segments.since'), width: '110px', render: ({ since }) => day(since) },
    {
      key: 'listed',
      label: t('segments.why'),
      width: 'minmax(110px, 1fr)',
      render: ({ listed }) => (listed ? <Badge>{t('segments.put_on')}</Badge> : t('segments.by_rule')),
    },
  ]
  if (change)
    columns.push({
      key: 'off',
      label: t('segments.off'),
      width: '96px',
      phone: 'hidden',
      render: (member) => {
        const name = customerName(member)
        return (
          <CloseButton
            size="sm"
            className={classes.remove ?? ''}
            aria-label={t('segments.take_off', { name })}
            onClick={() => void change([member.customerId], 'remove', t('segments.taken_off', { name }), member.listed)}
          />
        )
      },
    })
  return columns
}
