import { NativeSelect } from '@mantine/core'
import type { FilterOptions } from '#contract/metrics'
import { DateInput, Segmented } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { InsightsFilters } from './InsightsFilters.tsx'
import type { ViewProps } from './InsightsPage.tsx'
import classes from './insights.module.css'
import { unitOrder } from './period-name.ts'
import { type InsightsViewName, viewsByDays, viewsByPeriod } from './views.ts'

type ToolsProps = ViewProps & { view: InsightsViewName; options: FilterOptions | undefined }
type Range = 'all' | 'year' | 'quarter' | 'custom'

/** Which periods, which days, which customers: the same for every view and kept while changing between them. */
export function InsightsTools({ view, search, onChange, options }: ToolsProps) {
  const { t } = useI18n()
  return (
    <div className={classes.tools}>
      {viewsByPeriod.includes(view) && (
        <Segmented
          label={t('insights.unit.label')}
          value={search.unit ?? 'month'}
          options={unitOrder.map((unit) => ({ value: unit, label: t(`insights.unit.${unit}`) }))}
          onChange={(unit) => onChange({ unit: unit === 'month' ? undefined : unit, period: undefined })}
        />
      )}
      {viewsByDays.includes(view) && (
        <RangeChoice search={search} onChange={onChange} lastDay={options?.lastDay ?? undefined} />
      )}
      <InsightsFilters search={search} onChange={onChange} options={options} />
    </div>
  )
}

type RangeProps = ViewProps & { lastDay: string | undefined }

function RangeChoice({ search, onChange, lastDay }: RangeProps) {
  const { t } = useI18n()
  const range = rangeOf(search, lastDay)
  const choose = (next: Range) => {
    if (next === 'all' || lastDay === undefined) onChange({ from: undefined, to: undefined, period: undefined })
    else
      onChange({
        from: daysBefore(lastDay, next === 'year' ? 364 : next === 'quarter' ? 89 : 29),
        to: lastDay,
        period: undefined,
      })
  }
  return (
    <>
      <NativeSelect
        aria-label={t('insights.range.label')}
        value={range}
        data={(['all', 'year', 'quarter', 'custom'] as const).map((one) => ({
          value: one,
          label: t(`insights.range.${one}`),
        }))}
        onChange={(event) => choose(event.currentTarget.value as Range)}
      />
      {range === 'custom' && (
        <span className={classes.dates}>
          <DateInput
            aria-label={t('insights.range.from')}
            value={search.from ?? ''}
            max={search.to}
            onChange={(from) => onChange({ from: from || undefined, period: undefined })}
          />
          <span aria-hidden>–</span>
          <DateInput
            aria-label={t('insights.range.to')}
            value={search.to ?? ''}
            min={search.from}
            onChange={(to) => onChange({ to: to || undefined, period: undefined })}
          />
        </span>
      )}
    </>
  )
}

function rangeOf({ from, to }: ViewProps['search'], lastDay: string | undefined): Range {
  if (from === undefined && to === undefined) return 'all'
  if (lastDay === undefined || to !== lastDay) return 'custom'
  return from === daysBefore(lastDay, 364) ? 'year' : from === daysBefore(lastDay, 89) ? 'quarter' : 'custom'
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
}
