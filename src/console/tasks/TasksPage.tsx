import { Button, NativeSelect } from '@mantine/core'
import { IconChecklist, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { roleMay } from '#contract/permissions'
import { taskKinds } from '#contract/task-words'
import type { Task, TaskKind, TaskPage } from '#contract/tasks'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  CsvLink,
  EmptyState,
  FilterBar,
  FilterChip,
  Loading,
  PageHeader,
  Problem,
  usePageShortcuts,
} from '../components/index.ts'
import { MoreRows } from '../components/MoreRows.tsx'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { BulkBar } from './BulkBar.tsx'
import { groupOf } from './group-tasks.ts'
import { MonthCard } from './MonthCard.tsx'
import { tasksRoute } from './routes.ts'
import { TaskDialog } from './TaskDialog.tsx'
import { TaskList } from './TaskList.tsx'
import classes from './tasks.module.css'
import { listQuery, tasksQuery } from './tasks-query.ts'
import { type TasksSearch, taskFilters } from './tasks-search.ts'

const groups = ['overdue', 'today', 'week', 'later'] as const

/** Everything somebody has promised to do: overdue, today, the coming days. */
export function TasksPage() {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const search = tasksRoute.useSearch()
  const navigate = tasksRoute.useNavigate()
  const change = useCallback(
    (next: TasksSearch) => void navigate({ search: (now) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const list = useInfiniteQuery(tasksQuery(search))
  const tasks = useMemo(() => list.data?.pages.flatMap((page) => page.tasks) ?? [], [list.data])
  const first = list.data?.pages[0]
  const isAsked = search.task === 'new'
  const [adding, setAdding] = useState(isAsked)
  useEffect(() => {
    if (!isAsked) return
    setAdding(true)
    change({ task: undefined })
  }, [isAsked, change])
  usePageShortcuts([{ keys: ['n'], text: 'tasks.add', run: () => mayWrite && setAdding(true) }])
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const view = search.view ?? 'open'
  const mayWrite = roleMay(role, 'tasks:write')
  const choose = useCallback((taskId: string, is: boolean) => {
    setChosen((now) => {
      const next = new Set(now)
      if (is) next.add(taskId)
      else next.delete(taskId)
      return next
    })
  }, [])
  const isListed = tasks.some(({ taskId }) => taskId === search.task)
  // A notification leads to one task: its row is brought into view, ready for the keyboard.
  useEffect(() => {
    if (isListed) document.querySelector<HTMLElement>(`[data-task="${search.task}"]`)?.focus()
  }, [isListed, search.task])
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  const isEmpty = first !== undefined && tasks.length === 0 && !isFiltered
  const hasNone = isEmpty && Object.values(first.counts).every((count) => count === 0)
  const picked = tasks.filter(({ taskId, status }) => chosen.has(taskId) && status === 'open')
  return (
    <>
      <PageHeader
        title={t('tasks.title')}
        subtitle={first && subtitle(i18n, first.counts)}
        actions={
          <>
            {roleMay(role, 'customers:export') && !hasNone && (
              <CsvLink
                href={apiAddress('/tasks', { ...listQuery(search), format: 'csv' })}
                label={t('console.export_csv')}
              >
                {t('console.export_csv')}
              </CsvLink>
            )}
            {mayWrite && !isEmpty && (
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
                {t('tasks.add')}
              </Button>
            )}
          </>
        }
      />
      {first && first.month.length > 0 && <MonthCard month={first.month} />}
      {!hasNone && (
        <FilterBar
          search={{
            label: t('tasks.search'),
            value: search.search ?? '',
            onChange: (text) => change({ search: text === '' ? undefined : text }),
          }}
          chips={taskFilters.map((filter) => (
            <FilterChip
              key={filter}
              active={view === filter}
              onClick={() => change({ view: filter === 'open' ? undefined : filter })}
              count={countOf(i18n, first, filter)}
            >
              {t(`tasks.view.${filter}`)}
            </FilterChip>
          ))}
        >
          <NativeSelect
            size="sm"
            aria-label={t('tasks.owner')}
            value={search.owner ?? 'all'}
            onChange={(event) => change({ owner: event.currentTarget.value as TasksSearch['owner'] })}
            data={(['all', 'mine', 'nobody'] as const).map((value) => ({ value, label: t(`tasks.whose.${value}`) }))}
          />
          <NativeSelect
            size="sm"
            aria-label={t('tasks.kind_label')}
            value={search.kind ?? ''}
            onChange={(event) => change({ kind: (event.currentTarget.value || undefined) as TaskKind | undefined })}
            data={[
              { value: '', label: t('tasks.any_kind') },
              ...taskKinds.map((value) => ({ value, label: t(`tasks.kind.${value}`) })),
            ]}
          />
        </FilterBar>
      )}
      {picked.length > 0 && <BulkBar tasks={picked} onDone={() => setChosen(new Set())} />}
      {first === undefined ? (
        <Card>
          {list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={8} />}
        </Card>
      ) : tasks.length === 0 ? (
        <Card>
          <NoTasks isFiltered={isFiltered} {...(mayWrite && { onAdd: () => setAdding(true) })} />
        </Card>
      ) : (
        <div className={classes.groups}>
          {grouped(tasks, first.today, view).map(([group, inGroup]) => (
            <Card key={group} title={t(`tasks.view.${group}`)} aside={i18n.number(inGroup.length)} flush>
              <TaskList tasks={inGroup} today={first.today} chosen={chosen} {...(mayWrite && { onChoose: choose })} />
            </Card>
          ))}
        </div>
      )}
      {list.hasNextPage && (
        <MoreRows loading={list.isFetchingNextPage} failed={list.isError} onMore={() => void list.fetchNextPage()} />
      )}
      {adding && first && <TaskDialog today={first.today} onClose={() => setAdding(false)} />}
    </>
  )
}

function NoTasks({ isFiltered, onAdd }: { isFiltered: boolean; onAdd?: () => void }) {
  const { t } = useI18n()
  return (
    <EmptyState
      icon={<IconChecklist aria-hidden />}
      title={t(isFiltered ? 'tasks.none_title' : 'tasks.empty_title')}
      text={t(isFiltered ? 'tasks.none_text' : 'tasks.empty_text')}
      action={!isFiltered && onAdd && <Button onClick={onAdd}>{t('tasks.add')}</Button>}
    />
  )
}

function grouped(tasks: Task[], today: string, view: string): [string, Task[]][] {
  if (view !== 'open') return [[view, tasks]]
  const byGroup = Map.groupBy(tasks, (task) => groupOf(task, today))
  return groups.flatMap((group): [string, Task[]][] => {
    const found = byGroup.get(group)
    return found ? [[group, found]] : []
  })
}

function subtitle({ t }: I18n, { overdue, today }: TaskPage['counts']): string {
  return t('tasks.subtitle', { overdue, today })
}

function countOf({ number }: I18n, page: TaskPage | undefined, filter: string): string | undefined {
  const count = (page?.counts as Record<string, number> | undefined)?.[filter]
  return count === undefined || count === 0 ? undefined : number(count)
}
