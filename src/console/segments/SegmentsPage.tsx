import { IconList, IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { roleMay } from '#contract/permissions'
import type { Segment } from '#contract/segments'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FilterBar,
  LinkButton,
  PageHeader,
  TableCsv,
  type Tone,
  usePageShortcuts,
} from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { GrowthLine } from './GrowthLine.tsx'
import { ReadyMade } from './ReadyMade.tsx'
import { segmentsRoute } from './routes.ts'
import classes from './segments.module.css'
import { segmentsQuery } from './segments-query.ts'

/** All segments, how large they are and which way they go; ready-made ones to begin with below. */
export function SegmentsPage() {
  const i18n = useI18n()
  const { t } = i18n
  const mayWrite = roleMay(useSession().role, 'segments:write')
  const { search = '' } = segmentsRoute.useSearch()
  const navigate = segmentsRoute.useNavigate()
  const list = useQuery(segmentsQuery)
  const all = list.data?.segments ?? []
  const shown = useMemo(() => {
    const wanted = search.toLocaleLowerCase(i18n.locale)
    const found = list.data?.segments ?? []
    return found.filter(({ name, description }) =>
      `${name} ${description}`.toLocaleLowerCase(i18n.locale).includes(wanted),
    )
  }, [list.data, search, i18n.locale])
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  const find = useCallback(
    (text: string) => void navigate({ search: { search: text === '' ? undefined : text }, replace: true }),
    [navigate],
  )
  usePageShortcuts([
    { keys: ['n'], text: 'segments.new', run: () => mayWrite && void navigate({ to: '/segments/new', search: {} }) },
  ])
  return (
    <>
      <PageHeader
        title={t('segments.title')}
        subtitle={t('segments.subtitle')}
        actions={
          <>
            <TableCsv wide title={t('segments.title')} columns={columns} rows={shown} />
            {mayWrite && (
              <>
                <LinkButton
                  to="/segments/new"
                  search={{ from: 'list' }}
                  variant="default"
                  leftSection={<IconList size={16} aria-hidden />}
                >
                  {t('segments.new_list')}
                </LinkButton>
                <LinkButton to="/segments/new" search={{}} leftSection={<IconPlus size={16} aria-hidden />}>
                  {t('segments.new')}
                </LinkButton>
              </>
            )}
          </>
        }
      />
      {all.length > 0 && <FilterBar search={{ label: t('segments.search'), value: search, onChange: find }} />}
      <Card flush>
        <EntityTable
          caption={t('segments.title')}
          columns={columns}
          rows={shown}
          rowKey={(one) => one.segmentId}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconUsersGroup aria-hidden />}
              title={t(all.length === 0 ? 'segments.empty.title' : 'segments.none.title')}
              text={t(all.length === 0 ? 'segments.empty.text' : 'segments.none.text')}
            />
          }
        />
      </Card>
      {mayWrite && list.data !== undefined && <ReadyMade segments={all} />}
    </>
  )
}

function columnsOf({ t, number }: I18n): EntityColumn<Segment>[] {
  return [
    {
      key: 'name',
      label: t('segments.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: ({ segmentId, name, description }) => (
        <span className={classes.named}>
          <Link to="/segments/$segmentId" params={{ segmentId }}>
            <bdi>{name}</bdi>
          </Link>
          {description !== '' && <small dir="auto">{description}</small>}
        </span>
      ),
      csv: ({ name }) => name,
    },
    {
      key: 'members',
      label: t('segments.members'),
      width: '110px',
      numeric: true,
      render: ({ members }) => number(members),
      csv: ({ members }) => members,
    },
    {
      key: 'week',
      label: t('segments.week'),
      width: 'minmax(130px, 1fr)',
      numeric: true,
      render: ({ enteredThisWeek, leftThisWeek }) =>
        enteredThisWeek + leftThisWeek === 0
          ? '–'
          : t('segments.week_of', { entered: number(enteredThisWeek), left: number(leftThisWeek) }),
    },
    {
      key: 'lately',
      label: t('segments.lately'),
      width: '130px',
      phone: 'hidden',
      render: ({ lately }) => <GrowthLine members={lately} />,
      csv: false,
    },
    {
      key: 'status',
      label: t('segments.status'),
      width: '140px',
      render: (segment) => <StatusBadge segment={segment} />,
      csv: (segment) => t(`segments.state.${stateOf(segment)}`),
    },
  ]
}

type State = Segment['status'] | 'list'

const stateTones: Record<State, Tone> = { counting: 'new', failed: 'now', list: 'quiet', ready: 'good' }

function stateOf({ status, definition }: Segment): State {
  return status === 'ready' && definition === null ? 'list' : status
}

/** What is going on with a segment, in words. */
export function StatusBadge({ segment }: { segment: Segment }) {
  const { t } = useI18n()
  const state = stateOf(segment)
  return <Badge tone={stateTones[state]}>{t(`segments.state.${state}`)}</Badge>
}
