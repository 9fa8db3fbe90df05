import { NativeSelect } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { AuditLine, AuditPage as Page } from '#contract/audit'
import { apiAddress } from '../../api/client.ts'
import {
  Card,
  CsvLink,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FilterBar,
  FilterChip,
  useDocumentTitle,
} from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import classes from './AuditPage.module.css'
import { actionWord } from './action-word.ts'
import { auditQuery } from './audit-query.ts'
import { factsOf } from './detail-words.ts'
import { auditRoute } from './routes.ts'
import { Verification } from './Verification.tsx'

/** Who did what in this workspace, and whether the record is whole. */
export function AuditPage() {
  const i18n = useI18n()
  const { t } = i18n
  const search = auditRoute.useSearch()
  const navigate = auditRoute.useNavigate()
  const audit = useInfiniteQuery(auditQuery(search))
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  const rows = useMemo(
    () => audit.data?.pages.flatMap(({ entries, names }) => entries.map((entry) => ({ ...entry, names }))) ?? [],
    [audit.data],
  )
  const actions = audit.data?.pages[0]?.actions ?? []
  const actor = rows.find(({ actorId }) => actorId === search.actor)
  useDocumentTitle(t('audit.title'))
  return (
    <>
      <div className={classes.intro}>
        <p>{t('audit.intro')}</p>
        <CsvLink href={apiAddress('/audit', { ...search, format: 'csv' })} label={t('console.export_csv')}>
          {t('console.export_csv')}
        </CsvLink>
      </div>
      <Verification />
      <FilterBar
        chips={
          search.actor !== undefined && (
            <FilterChip
              active
              onClick={() => void navigate({ search: { ...search, actor: undefined }, replace: true })}
            >
              <bdi>{actor?.actorName ?? t('audit.one_actor')}</bdi>
            </FilterChip>
          )
        }
      >
        <NativeSelect
          aria-label={t('audit.filter')}
          value={search.action ?? ''}
          onChange={(event) => {
            const action = event.currentTarget.value
            void navigate({ search: { ...search, action: action === '' ? undefined : action }, replace: true })
          }}
          data={[
            { value: '', label: t('audit.everything') },
            ...actions.map(({ action }) => ({ value: action, label: actionWord(t, action) })),
          ]}
        />
      </FilterBar>
      <Card flush>
        <EntityTable
          caption={t('audit.title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.sequence)}
          loading={audit.isPending}
          error={audit.error}
          onRetry={() => void audit.refetch()}
          hasMore={audit.hasNextPage}
          loadingMore={audit.isFetchingNextPage}
          onMore={() => void audit.fetchNextPage()}
          empty={
            <EmptyState
              icon={<IconHistory aria-hidden />}
              title={t('audit.empty.title')}
              text={t('audit.empty.text')}
            />
          }
        />
      </Card>
    </>
  )
}

type Line = AuditLine & Pick<Page, 'names'>

function columnsOf({ t, day }: I18n): EntityColumn<Line>[] {
  return [
    {
      key: 'action',
      label: t('audit.column.action'),
      width: 'minmax(160px, 1.3fr)',
      phone: 'title',
      render: ({ action }) => <b className={classes.action}>{actionWord(t, action)}</b>,
    },
    {
      key: 'actor',
      label: t('audit.column.actor'),
      width: 'minmax(120px, 1fr)',
      phone: 'line',
      render: ({ actorKind, actorId, actorName }) =>
        actorId === null ? (
          t('audit.system')
        ) : (
          <Link to="/settings/audit" search={(known) => ({ ...known, actor: actorId })} className={classes.actor}>
            <bdi>{actorName ?? t(`audit.gone_${actorKind}`)}</bdi>
          </Link>
        ),
    },
    {
      key: 'target',
      label: t('audit.column.target'),
      width: 'minmax(180px, 2fr)',
      phone: 'wide',
      render: (line) => <Target line={line} />,
    },
    {
      key: 'at',
      label: t('audit.column.at'),
      width: '150px',
      phone: 'line',
      render: ({ at }) => <time dateTime={at}>{day(at, 'time')}</time>,
    },
  ]
}

function Target({ line }: { line: Line }) {
  const i18n = useI18n()
  const { t } = i18n
  const { targetKind, targetId, isThere, detail, names } = line
  const facts = factsOf(i18n, detail, names)
  const name = targetId === null ? undefined : names[targetId]
  return (
    <span className={classes.target}>
      {targetKind === 'customer' && targetId !== null ? (
        isThere ? (
          <Link to="/customers/$customerId" params={{ customerId: targetId }}>
            <bdi>{name ?? t('audit.the_customer')}</bdi>
          </Link>
        ) : (
          t('audit.gone_customer')
        )
      ) : name === undefined ? (
        targetId !== null && <code title={targetId}>{targetId.slice(-8)}</code>
      ) : (
        <bdi>{name}</bdi>
      )}
      {facts.length > 0 && (
        <small dir="auto" title={facts.join(' · ')}>
          {facts.join(' · ')}
        </small>
      )}
    </span>
  )
}
