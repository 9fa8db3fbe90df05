import type { CohortReport } from '#contract/metrics'
import { ChartCard, CohortGrid, Segmented } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import { NDayCard } from './NDayCard.tsx'
import { periodName } from './period-name.ts'
import { ReportFrame } from './ReportFrame.tsx'
import { csvAddress, useMetrics } from './use-metrics.ts'

type Cohort = CohortReport['cohorts'][number]
type Cells = 'bounded' | 'unbounded' | 'revenue'

const shownCohorts = 24
const shownPeriods = 24

/** Everybody who first bought in the same period, and what became of them. */
export function CohortsView({ search, onChange }: ViewProps) {
  const query = useMetrics<CohortReport>('cohorts', search)
  return (
    <ReportFrame query={query} isEmpty={(report) => report.cohorts.every((one) => one.size === 0)}>
      {(report) => (
        <>
          <CohortCard report={report} search={search} onChange={onChange} />
          <NDayCard report={report} search={search} onChange={onChange} />
        </>
      )}
    </ReportFrame>
  )
}

function CohortCard({ report, search, onChange }: ViewProps & { report: CohortReport }) {
  const i18n = useI18n()
  const { t, number, percent, money } = i18n
  const cells: Cells = search.cells ?? 'bounded'
  const cohorts = report.cohorts.filter((one) => one.size > 0).slice(-shownCohorts)
  const periods = Math.min(shownPeriods, Math.max(0, ...cohorts.map((one) => one.bounded.length)))
  const name = (one: Cohort) => periodName(one.cohort, i18n)
  const base = (one: Cohort) => (cells === 'revenue' ? (one.revenue[0] ?? 0) : one.size)
  const share = (one: Cohort, value: number) => (base(one) === 0 ? 0 : (value / base(one)) * 100)
  const amount = (value: number) => (cells === 'revenue' ? money(value, report.currency, 'whole') : number(value))
  const rows = cohorts.map((one) => ({
    label: name(one),
    size: number(one.size),
    cells: one[cells].slice(0, periods).map((value, index) => ({
      value: share(one, value),
      text: number(share(one, value)),
      title: t(cells === 'revenue' ? 'report.cohort.cell_money' : 'report.cohort.cell', {
        cohort: name(one),
        k: number(index),
        n: amount(value),
        size: number(one.size),
        share: percent(share(one, value)),
      }),
      incomplete: index > 0 && index === one[cells].length - 1,
    })),
  }))
  const heads = {
    cohort: t('report.cohort.first'),
    size: t('report.cohort.size'),
    periods: Array.from({ length: periods }, (_, index) => number(index)),
  }
  const summary = cohortSummary(cohorts[0])
  return (
    <ChartCard
      title={t(`report.cohort.${cells}_title`)}
      subtitle={summary}
      controls={
        <Segmented
          label={t('insights.cohorts.show')}
          value={cells}
          options={(['bounded', 'unbounded', 'revenue'] as const).map((one) => ({
            value: one,
            label: t(`insights.cohorts.${one}`),
          }))}
          onChange={(next) => onChange({ cells: next === 'bounded' ? undefined : next })}
        />
      }
      csvHref={csvAddress('cohorts', search)}
      columns={[
        { key: 'cohort', label: heads.cohort, render: name },
        { key: 'size', label: heads.size, numeric: true, render: (one: Cohort) => number(one.size) },
        ...heads.periods.map((label, index) => ({
          key: String(index),
          label,
          numeric: true,
          render: (one: Cohort) => {
            const value = one[cells][index]
            return value === undefined ? '' : `${percent(share(one, value))} (${amount(value)})`
          },
        })),
      ]}
      rows={cohorts}
      rowKey={(one) => one.cohort}
      chart={
        <>
          <CohortGrid rows={rows} heads={heads} summary={`${t(`report.cohort.${cells}_title`)}. ${summary}`} />
          <Definition>{t('report.define.cohorts')}</Definition>
        </>
      }
    />
  )

  function cohortSummary(first: Cohort | undefined): string {
    const next = first?.bounded[1]
    if (first === undefined || next === undefined) return ''
    return t('report.cohort.summary', {
      size: number(first.size),
      cohort: periodName(first.cohort, i18n, 'long'),
      share: percent((next / first.size) * 100),
    })
  }
}
