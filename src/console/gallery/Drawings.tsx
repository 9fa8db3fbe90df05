import { ChartCard, CohortGrid, Flow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Shelf } from './Gallery.tsx'

const counts = { start: 1266, end: 1364, retained: 489, lost: 777, wonBack: 517, new: 358 }

export function Drawings() {
  const { number, month } = useI18n()
  const rows = Array.from({ length: 6 }, (_, index) => ({
    label: month(`2026-0${index + 1}`),
    size: number(300 + index * 17),
    cells: Array.from({ length: 6 - index }, (_, at) => {
      const value = at === 0 ? 100 : 42 - at * 4 + index
      return { value, text: number(value), title: `${value}`, incomplete: at === 5 - index }
    }),
  }))
  const heads = { cohort: 'First bought', size: 'People', periods: Array.from({ length: 6 }, (_, at) => number(at)) }
  const table = Object.entries(counts).map(([name, value]) => ({ name, value }))
  return (
    <Shelf title="Flow and cohorts" note="A drawing and, one click away, its table.">
      <ChartCard
        title="From September to October"
        help="console.unavailable"
        columns={[
          { key: 'name', label: 'Who', render: (row) => row.name },
          { key: 'value', label: 'People', numeric: true, render: (row) => number(row.value) },
        ]}
        rows={table}
        rowKey={(row) => row.name}
        chart={
          <Flow
            counts={counts}
            labels={{
              start: number(counts.start),
              end: number(counts.end),
              retained: `${number(counts.retained)} stayed`,
              lost: `${number(counts.lost)} lost`,
              wonBack: `${number(counts.wonBack)} back`,
              new: `${number(counts.new)} new`,
            }}
            summary="489 of 1266 bought again"
          />
        }
      />
      <ChartCard
        title="Cohorts"
        columns={[{ key: 'label', label: 'Cohort', render: (row: (typeof rows)[number]) => row.label }]}
        rows={rows}
        rowKey={(row) => row.label}
        chart={<CohortGrid rows={rows} heads={heads} summary="About forty percent buy again in the first month" />}
      />
    </Shelf>
  )
}
