import { linearScale } from './scale.ts'
import { type Box, finishScene, type Mark, type Scene, type Step, textWidth } from './scene.ts'

export type CurvePoint = { customers: number; revenue: number }
export type ConcentrationLabels = { best: string; all: string; marked: string; percent: (value: number) => string }

/** Share of sales brought by the best share of customers, best first; the dashed line is a shop where everybody spends the same. */
export function drawConcentrationCurve(
  curve: CurvePoint[],
  marked: CurvePoint,
  labels: ConcentrationLabels,
  box: Box,
): Scene {
  const left = 46
  const top = 12
  const bottom = box.height - 28
  const right = box.width - 6
  const x = linearScale(0, 100, left, right)
  const y = linearScale(0, 100, bottom, top)
  const marks: Mark[] = [0, 25, 50, 75, 100].flatMap((tick): Mark[] => [
    {
      kind: 'line',
      tone: 'grid',
      thickness: 1,
      steps: [
        { to: 'M', x: left, y: y(tick) },
        { to: 'L', x: right, y: y(tick) },
      ],
    },
    { kind: 'text', x: left - 8, y: y(tick) + 4, text: labels.percent(tick), tone: 'muted', size: 11, anchor: 'right' },
  ])
  marks.push({
    kind: 'line',
    name: 'equal',
    tone: 'muted',
    thickness: 1,
    dashed: true,
    steps: [
      { to: 'M', x: x(0), y: y(0) },
      { to: 'L', x: x(100), y: y(100) },
    ],
  })
  const line: Step[] = curve.map((point, index) => ({
    to: index === 0 ? 'M' : 'L',
    x: x(point.customers),
    y: y(point.revenue),
  }))
  if (line.length > 1) {
    marks.push(
      {
        kind: 'area',
        name: 'share',
        tone: 'good',
        opacity: 0.1,
        steps: [
          ...line,
          { to: 'L', x: x(curve.at(-1)?.customers ?? 100), y: bottom },
          { to: 'L', x: x(curve[0]?.customers ?? 0), y: bottom },
          { to: 'Z' },
        ],
      },
      { kind: 'line', name: 'curve', tone: 'good', thickness: 2.5, steps: line },
    )
  }
  const size = 13
  const labelX = Math.min(x(marked.customers) + 12, right - textWidth(labels.marked, size))
  marks.push(
    {
      kind: 'line',
      tone: 'warn',
      thickness: 1.5,
      dashed: true,
      steps: [
        { to: 'M', x: x(marked.customers), y: y(marked.revenue) },
        { to: 'L', x: x(marked.customers), y: bottom },
      ],
    },
    {
      kind: 'dot',
      name: 'marked',
      x: x(marked.customers),
      y: y(marked.revenue),
      radius: 5,
      tone: 'warn',
      title: labels.marked,
    },
    {
      kind: 'text',
      x: Math.max(labelX, left),
      y: Math.min(y(marked.revenue) + 24, bottom - 6),
      text: labels.marked,
      tone: 'ink',
      size,
      bold: true,
      anchor: 'left',
    },
    { kind: 'text', x: left, y: bottom + 18, text: labels.best, tone: 'muted', size: 11, anchor: 'left' },
    { kind: 'text', x: right, y: bottom + 18, text: labels.all, tone: 'muted', size: 11, anchor: 'right' },
  )
  return finishScene(box, marks)
}
