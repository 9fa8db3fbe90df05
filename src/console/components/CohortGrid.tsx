import { type CohortHeads, type CohortRow, cohortGridHeight, cohortGridWidth, drawCohortGrid } from '#charts'
import { ChartView } from './ChartView.tsx'

type CohortGridProps = {
  rows: CohortRow[]
  heads: CohortHeads
  /** One sentence that says what the picture says. */
  summary: string
}

/** Who began together, row by row, and how many of them are there period by period. Its table stands beside it (`ChartCard`). */
export function CohortGrid({ rows, heads, summary }: CohortGridProps) {
  return (
    <ChartView
      summary={summary}
      height={cohortGridHeight(rows.length)}
      minWidth={cohortGridWidth(rows, heads)}
      draw={(box) => drawCohortGrid(rows, heads, box)}
    />
  )
}
