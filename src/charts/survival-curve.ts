import { valueAxis } from './axes.ts'
import { axisTicks, linearScale, type Scale } from './scale.ts'
import { type Box, finishScene, type Mark, type Scene, type Step } from './scene.ts'

export type SurvivalPoint = { day: number; survival: number; low: number; high: number }
export type SurvivalLabels = { day: (day: number) => string; percent: (value: number) => string; median?: string }

/** Kaplan–Meier as it is: steps, with the 95 % interval as a band; survival is 0–1. */
export function drawSurvivalCurve(
  curve: SurvivalPoint[],
  medianDays: number | null,
  labels: SurvivalLabels,
  box: Box,
): Scene {
  const points = curve.length > 0 && curve[0]?.day !== 0 ? [{ day: 0, survival: 1, low: 1, high: 1 }, ...curve] : curve
  const lastDay = Math.max(1, ...points.map((point) => point.day))
  const plot = valueAxis(box, 100, labels.percent)
  const x = linearScale(0, lastDay, plot.left, plot.right - 4)
  const y: Scale = (value) => plot.y(value * 100)
  const marks: Mark[] = [...plot.marks]
  for (const tick of axisTicks(lastDay, box.width < 480 ? 3 : 6).filter((tick) => tick <= lastDay)) {
    marks.push({
      kind: 'text',
      x: x(tick),
      y: plot.bottom + 18,
      text: labels.day(tick),
      tone: 'muted',
      size: 11,
      anchor: tick === 0 ? 'left' : x(tick) > plot.right - 30 ? 'right' : 'middle',
    })
  }
  if (points.length > 1) {
    const high = stairs(points.map((point) => ({ x: x(point.day), y: y(point.high) })))
    const low = stairs(points.map((point) => ({ x: x(point.day), y: y(point.low) }))).reverse()
    marks.push(
      {
        kind: 'area',
        name: 'band',
        tone: 'good',
        opacity: 0.16,
        steps: [...toSteps(high), ...toSteps(low, 'L'), { to: 'Z' }],
      },
      {
        kind: 'line',
        name: 'curve',
        tone: 'good',
        thickness: 2.25,
        steps: toSteps(stairs(points.map((point) => ({ x: x(point.day), y: y(point.survival) })))),
      },
    )
  }
  if (medianDays !== null && medianDays <= lastDay && labels.median !== undefined) {
    marks.push(
      {
        kind: 'line',
        tone: 'warn',
        thickness: 1.5,
        dashed: true,
        steps: [
          { to: 'M', x: x(medianDays), y: y(0.5) },
          { to: 'L', x: x(medianDays), y: plot.bottom },
        ],
      },
      { kind: 'dot', name: 'median', x: x(medianDays), y: y(0.5), radius: 5, tone: 'warn', title: labels.median },
      {
        kind: 'text',
        x: x(medianDays) + (x(medianDays) > box.width / 2 ? -10 : 10),
        y: y(0.5) - 10,
        text: labels.median,
        tone: 'ink',
        size: 13,
        bold: true,
        anchor: x(medianDays) > box.width / 2 ? 'right' : 'left',
      },
    )
  }
  return finishScene(box, marks)
}

type Point = { x: number; y: number }

function stairs(points: Point[]): Point[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    return before === undefined ? [point] : [{ x: point.x, y: before.y }, point]
  })
}

function toSteps(points: Point[], first: 'M' | 'L' = 'M'): Step[] {
  return points.map((point, index) => ({ to: index === 0 ? first : 'L', ...point }))
}
