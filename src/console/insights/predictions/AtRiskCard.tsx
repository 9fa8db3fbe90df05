import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import type { AtRiskRow, PredictionReport } from '#contract/predictions'
import type { AddTask } from '#contract/tasks'
import { api, apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, CsvLink, DataTable, Loading, Problem, Segmented, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './predictions.module.css'
import { atRiskCustomersQuery, type WantedCustomers } from './predictions-query.ts'
import type { PredictionsSearch } from './predictions-search.ts'
import { RiskBadge } from './RiskBadge.tsx'
import { reasonText } from './reason-text.ts'

type AtRiskCardProps = {
  wanted: WantedCustomers
  report: PredictionReport
  title?: string
  /** without it the list shows what is wanted and nothing to choose */
  onChange?: (change: Partial<PredictionsSearch>) => void
}

/** Customers to look after: why, what is at stake, and a task for each of those chosen. */
export function AtRiskCard({ wanted, onChange, title }: AtRiskCardProps) {
  const i18n = useI18n()
  const { t, day, money, number } = i18n
  const { role } = useSession()
  const list = useInfiniteQuery(atRiskCustomersQuery(wanted))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const rows = list.data?.pages.flatMap(({ customers }) => customers) ?? []
  const currency = list.data?.pages[0]?.currency ?? 'EUR'
  const make = useMakeTasks(() => setChosen(new Set()))
  const mayAct = roleMay(role, 'tasks:write')
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)))
  const picked = rows.filter(({ customerId }) => chosen.has(customerId))
  const band = wanted.who === 'gone' ? 'gone' : (wanted.band ?? 'at_risk')
  return (
    <Card
      flush
      title={title ?? t('predictions.list.title')}
      subtitle={t('predictions.list.subtitle')}
      aside={
        <span className={classes.tools}>
          {mayAct && (
            <Button
              size="xs"
              disabled={picked.length === 0}
              loading={make.isPending}
              onClick={() => make.mutate(picked)}
            >
              {t('predictions.list.tasks', { count: picked.length })}
            </Button>
          )}
          {roleMay(role, 'customers:export') && (
            <CsvLink
              href={apiAddress('/predictions/customers', { ...wanted, format: 'csv' })}
              label={t('console.csv_of', { title: title ?? t('predictions.list.title') })}
            />
          )}
        </span>
      }
    >
      {onChange && (
        <div className={classes.filters}>
          <Segmented
            label={t('predictions.list.risk')}
            value={band}
            options={(['at_risk', 'high', 'medium', 'low', 'gone'] as const).map((value) => ({
              value,
              label: value === 'at_risk' ? t('predictions.list.at_risk') : t(`predictions.band.${value}`),
            }))}
            onChange={(value) =>
              onChange(
                value === 'gone'
                  ? { who: 'gone', band: undefined }
                  : { who: undefined, band: value === 'at_risk' ? undefined : value },
              )
            }
          />
        </div>
      )}
      {list.isError && rows.length === 0 ? (
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <div className={classes.pad}>
          <Loading lines={6} />
        </div>
      ) : rows.length === 0 ? (
        <p className={classes.pad}>{t('predictions.list.empty')}</p>
      ) : (
        <DataTable
          cards
          caption={title ?? t('predictions.list.title')}
          rows={rows}
          rowKey={(row) => row.customerId}
          columns={[
            {
              key: 'customer',
              label: t('predictions.list.customer'),
              render: (row) => (
                <span className={classes.who}>
                  {mayAct && (
                    <Checkbox
                      size="xs"
                      aria-label={t('predictions.list.select', { name: row.name })}
                      checked={chosen.has(row.customerId)}
                      onChange={(event) => choose(row.customerId, event.currentTarget.checked)}
                    />
                  )}
                  <Link to="/customers/$customerId" params={{ customerId: row.customerId }}>
                    <bdi>{row.name}</bdi>
                  </Link>
                </span>
              ),
            },
            {
              key: 'risk',
              label: t('predictions.list.risk'),
              render: (row) => (
                <span className={classes.risk}>
                  <RiskBadge score={row} />
                  <Change row={row} />
                </span>
              ),
            },
            {
              key: 'why',
              label: t('predictions.list.why'),
              phone: 'wide',
              render: (row) => (
                <span className={classes.why}>
                  {row.reasons
                    .filter(({ weight }) => weight > 0)
                    .slice(0, 2)
                    .map((reason) => reasonText(i18n, reason, currency))
                    .join(' · ') || '–'}
                </span>
              ),
            },
            {
              key: 'stake',
              label: t('predictions.at_stake'),
              numeric: true,
              render: (row) => money(row.atStakeMinor, currency, 'whole'),
            },
            {
              key: 'clv',
              label: t('predictions.list.clv'),
              numeric: true,
              render: (row) => money(row.clv.minor, currency, 'whole'),
            },
            {
              key: 'last',
              label: t('predictions.list.last'),
              render: (row) => (row.lastVisitOn ? day(row.lastVisitOn) : '–'),
            },
            {
              key: 'next',
              label: t('predictions.list.next'),
              render: (row) => (row.nextVisit ? day(row.nextVisit.on) : '–'),
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <div className={classes.pad}>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('predictions.list.more', { n: number(25) })}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Change({ row }: { row: AtRiskRow }) {
  const { t, percent } = useI18n()
  if (row.weekAgo === null || Math.abs(row.risk - row.weekAgo.risk) < 0.02) return null
  return (
    <span className={classes.quiet}>{t('predictions.list.week_up', { from: percent(100 * row.weekAgo.risk, 0) })}</span>
  )
}

/** One task for each, once: the same customer chosen again within a day makes no second. */
function useMakeTasks(onDone: () => void) {
  const { t } = useI18n()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (rows: AtRiskRow[]) => {
      for (const { customerId, name, scoredOn } of rows) {
        const task: AddTask = {
          key: `risk:${scoredOn}:${customerId}`,
          title: t('predictions.list.task_title', { name }),
          kind: 'call',
          customerId,
        }
        await api.post('/tasks', task)
      }
      return rows.length
    },
    onSuccess: (count) => {
      toast.good(t('predictions.list.tasks_made', { count }))
      onDone()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  })
}
