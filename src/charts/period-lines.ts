import { type PeriodLabel, periodLabels, valueAxis } from './axes.ts'
import { linearScale } from './scale.ts'
import { type Box, finishScene, type Mark, type Scene, type Step, type Tone } from './scene.ts'

export type LinePoint = PeriodLabel & {
  value: number | null
  low?: number
  high?: number
  complete?: boolean
  title?: string
}
export type LineSeries = { name: string; tone: Tone; points: LinePoint[]; dashed?: boolean }

/** One line a measure over the periods; intervals are drawn as bands, an incomplete last period as a hollow point. */
export function drawPeriodLines(series: LineSeries[], format: (value: number) => string, box: Box): Scene {
  const values = series.flatMap((one) => one.points.flatMap((point) => [point.value, point.high])).filter(isNumber)
  const plot = valueAxis(box, Math.max(0, ...values), format)
  const periods = series[0]?.points ?? []
  const x = linearScale(0, Math.max(periods.length - 1, 1), plot.left + 14, plot.right - 14)
  const marks: Mark[] = [...plot.marks, ...periodLabels(plot, periods, x)]
  const reach = Math.min(12, (x(1) - x(0)) / 2)
  for (const one of series) {
    marks.push(...bandMarks(one, x, plot.y))
    const steps = lineSteps(one.points, x, plot.y)
    if (steps.length > 1)
      marks.push({ kind: 'line', name: one.name, tone: one.tone, thickness: 2.25, dashed: one.dashed ?? false, steps })
    one.points.forEach((point, index) => {
      if (!isNumber(point.value)) return
      const dot = {
        kind: 'dot',
        x: x(index),
        y: plot.y(point.value),
        reach,
        ...(point.title === undefined ? {} : { title: point.title }),
      } as const
      marks.push({ ...dot, radius: 3.5, tone: one.tone })
      if (point.complete === false) marks.push({ ...dot, radius: 2, tone: 'paper' })
    })
  }
  return finishScene(box, marks)
}

/** A gap in the data is a gap in the line. */
function lineSteps(points: LinePoint[], x: (index: number) => number, y: (value: number) => number): Step[] {
  let pen: 'M' | 'L' = 'M'
  return points.flatMap((point, index): Step[] => {
    if (!isNumber(point.value)) {
      pen = 'M'
      return []
    }
    const step: Step = { to: pen, x: x(index), y: y(point.value) }
    pen = 'L'
    return [step]
  })
}

function bandMarks(series: LineSeries, x: (index: number) => number, y: (value: number) => number): Mark[] {
  const known = series.points.flatMap((point, index) =>
    isNumber(point.low) && isNumber(point.high) ? [{ index, low: point.low, high: point.high }] : [],
  )
  if (known.length < 2) return []
  const upper: Step[] = known.map((point, index) => ({
    to: index === 0 ? 'M' : 'L',
    x: x(point.index),
    y: y(point.high),
  }))
  const lower: Step[] = known.reverse().map((point) => ({ to: 'L', x: x(point.index), y: y(point.low) }))
  return [
    {
      kind: 'area',
      name: `${series.name}-band`,
      tone: series.tone,
      opacity: 0.14,
      steps: [...upper, ...lower, { to: 'Z' }],
    },
  ]
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
