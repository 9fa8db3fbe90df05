import { useQuery } from '@tanstack/react-query'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyLiabilityReport } from '#contract/loyalty-reports'
import { toMajor } from '#platform/money'
import { apiAddress } from '../api/client.ts'
import {
  Card,
  CsvLink,
  type DataColumn,
  DataTable,
  Figure,
  FigureRow,
  Loading,
  Problem,
  TableCsv,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { LoyaltyFrame } from './LoyaltyFrame.tsx'
import classes from './loyalty.module.css'
import { liabilityQuery, programmePath } from './loyalty-query.ts'

/** What the points that members hold will cost, how that is reckoned, and the figures an accountant asks for. */
export function LiabilityPage() {
  return <LoyaltyFrame>{({ programme }) => <Report programme={programme} />}</LoyaltyFrame>
}

function Report({ programme }: { programme: LoyaltyProgramme }) {
  const { data, error, refetch } = useQuery(liabilityQuery(programme.programmeId))
  if (data === undefined)
    return <Card>{error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={8} />}</Card>
  return (
    <>
      <Owed report={data} />
      <div className={classes.pair}>
        <Method report={data} />
        <Split report={data} />
      </div>
      <Months report={data} programmeId={programme.programmeId} />
      <Ends report={data} />
    </>
  )
}

function Owed({ report }: { report: LoyaltyLiabilityReport }) {
  const { t, number, money, percent } = useI18n()
  const { currency, outstanding, pending, owed, cashMinor, grossMinor, netMinor, breakage } = report
  return (
    <FigureRow>
      <Figure
        label={t('loyalty.liability.net')}
        value={netMinor === null ? '–' : money(netMinor, currency, 'whole')}
        of={t('loyalty.liability.net_of', { share: percent(breakage.expectedUse * 100, 1) })}
        help="loyalty.help.net"
      />
      <Figure
        label={t('loyalty.liability.gross')}
        help="loyalty.help.gross"
        value={grossMinor === null ? '–' : money(grossMinor, currency, 'whole')}
        of={t('loyalty.liability.gross_of')}
      />
      <Figure
        label={t('loyalty.liability.points')}
        help="loyalty.help.held"
        value={number(outstanding + pending)}
        of={t('loyalty.liability.points_of', { pending: number(pending) })}
      />
      {cashMinor !== 0 && (
        <Figure
          label={t('loyalty.liability.cash')}
          help="loyalty.help.cash"
          value={money(cashMinor, currency)}
          of={t('loyalty.liability.cash_of')}
        />
      )}
      <Figure
        label={t('loyalty.liability.owed')}
        help="loyalty.help.owed_points"
        value={number(owed)}
        of={t('loyalty.liability.owed_of')}
      />
    </FigureRow>
  )
}

function Method({ report }: { report: LoyaltyLiabilityReport }) {
  const { t, number, percent, money } = useI18n()
  const { pointValue, breakage, currency } = report
  const { method, usedPoints, closedPoints, expectedUse } = breakage
  return (
    <Card title={t('loyalty.liability.method')}>
      <div className={classes.fields}>
        <p>
          {pointValue === null
            ? t('loyalty.liability.no_value')
            : t(`loyalty.liability.value.${pointValue.from}`, {
                amount: money(Math.round(pointValue.minor * 100), currency),
              })}
        </p>
        <p>
          {t(`loyalty.liability.breakage.${method}`, {
            used: number(usedPoints),
            closed: number(closedPoints),
            share: percent((1 - expectedUse) * 100, 1),
          })}
        </p>
        <p className={classes.note}>{t('loyalty.liability.not_advice')}</p>
      </div>
    </Card>
  )
}

function Split({ report }: { report: LoyaltyLiabilityReport }) {
  const { t, number, money } = useI18n()
  const { split, currency } = report
  if (split === null)
    return (
      <Card title={t('loyalty.liability.split')} subtitle={t('loyalty.liability.split_help')}>
        <p className={classes.quiet}>{t('loyalty.liability.split_none')}</p>
      </Card>
    )
  const amount = (key: string, minor: number) => ({
    key,
    shown: money(minor, currency),
    value: toMajor(minor, currency),
  })
  const points = (key: string, value: number) => ({ key, shown: number(value), value })
  const lines = [
    amount('sales', split.salesMinor),
    points('issued', split.pointsIssued),
    points('redeemed', split.pointsRedeemed),
    amount('allocated', split.allocatedMinor),
    amount('recognised', split.recognisedMinor),
    amount('deferred', split.deferredMinor),
  ]
  const title = t('loyalty.liability.split')
  const columns: DataColumn<(typeof lines)[number]>[] = [
    { key: 'what', label: t('loyalty.liability.what'), render: ({ key }) => t(`loyalty.liability.line.${key}`) },
    {
      key: 'value',
      label: t('loyalty.liability.amount'),
      numeric: true,
      render: ({ shown }) => shown,
      csv: ({ value }) => value,
    },
  ]
  return (
    <Card
      title={title}
      subtitle={t('loyalty.liability.split_help')}
      aside={<TableCsv title={title} columns={columns} rows={lines} />}
    >
      <DataTable caption={title} columns={columns} rows={lines} rowKey={({ key }) => key} />
    </Card>
  )
}

type Month = LoyaltyLiabilityReport['months'][number]

function Months({ report, programmeId }: { report: LoyaltyLiabilityReport; programmeId: string }) {
  const { t, number, month } = useI18n()
  const columns: DataColumn<Month>[] = [
    { key: 'month', label: t('loyalty.liability.month'), render: (one) => month(one.month) },
    ...(['issued', 'redeemed', 'expired', 'reversed'] as const).map((part) => ({
      key: part,
      label: t(`loyalty.flow.${part}`),
      numeric: true,
      render: (one: Month) => number(one[part]),
    })),
  ]
  const href = apiAddress(programmePath(programmeId, '/liability'), { format: 'csv' })
  return (
    <Card
      title={t('loyalty.liability.months')}
      aside={<CsvLink href={href} label={t('console.csv_of', { title: t('loyalty.liability.months') })} />}
    >
      <DataTable
        caption={t('loyalty.liability.months')}
        columns={columns}
        rows={report.months.toReversed()}
        rowKey={(one) => one.month}
      />
    </Card>
  )
}

function Ends({ report }: { report: LoyaltyLiabilityReport }) {
  const { t, number, month } = useI18n()
  if (report.ends.length === 0) return null
  const title = t('loyalty.liability.ends')
  const columns: DataColumn<LoyaltyLiabilityReport['ends'][number]>[] = [
    {
      key: 'month',
      label: t('loyalty.liability.month'),
      render: (one) => (one.month === null ? t('loyalty.liability.never') : month(one.month)),
      csv: (one) => one.month ?? t('loyalty.liability.never'),
    },
    {
      key: 'points',
      label: t('loyalty.points'),
      numeric: true,
      render: ({ points }) => number(points),
      csv: ({ points }) => points,
    },
  ]
  return (
    <Card title={title} aside={<TableCsv title={title} columns={columns} rows={report.ends} />}>
      <DataTable caption={title} columns={columns} rows={report.ends} rowKey={(one) => one.month ?? 'never'} />
    </Card>
  )
}
