import { type PeriodLabel, periodLabels, valueAxis } from './axes.ts'
import { type Box, finishScene, type Mark, type Scene, type Tone } from './scene.ts'

export type Bar = PeriodLabel & {
  title?: string
  complete?: boolean
  low?: number
  high?: number
  parts: { tone: Tone; value: number; title?: string; opacity?: number }[]
}

/**
 * Stacked bars over a shared zero: positive parts grow up in their order, negative ones down.
 * Used for money a month, for histograms and for who came and went.
 */
export function drawPeriodBars(bars: Bar[], format: (value: number) => string, box: Box): Scene {
  const ups = bars.map((bar) => Math.max(sum(bar, 1), bar.high ?? 0))
  const downs = bars.map((bar) => sum(bar, -1))
  const plot = valueAxis(box, Math.max(0, ...ups), format, Math.min(0, ...downs))
  const pitch = (plot.right - plot.left) / Math.max(bars.length, 1)
  const width = Math.max(Math.min(pitch * 0.72, 56), 1)
  const centre = (index: number) => plot.left + pitch * (index + 0.5)
  const marks: Mark[] = [...plot.marks, ...periodLabels(plot, bars, centre)]
  bars.forEach((bar, index) => {
    let up = 0
    let down = 0
    for (const part of bar.parts) {
      if (!Number.isFinite(part.value) || part.value === 0) continue
      const from = part.value > 0 ? up : down
      const to = from + part.value
      if (part.value > 0) up = to
      else down = to
      const top = Math.min(plot.y(from), plot.y(to))
      const title = part.title ?? bar.title
      marks.push({
        kind: 'rect',
        name: 'bar',
        x: centre(index) - width / 2,
        y: top,
        width,
        height: Math.abs(plot.y(from) - plot.y(to)),
        radius: Math.min(3, width / 4),
        tone: part.tone,
        opacity: (part.opacity ?? 1) * (bar.complete === false ? 0.45 : 1),
        ...(title === undefined ? {} : { title }),
      })
    }
    if (bar.low !== undefined && bar.high !== undefined) {
      marks.push({
        kind: 'line',
        name: 'interval',
        tone: 'ink',
        thickness: 1.5,
        steps: [
          { to: 'M', x: centre(index), y: plot.y(bar.low) },
          { to: 'L', x: centre(index), y: plot.y(bar.high) },
        ],
      })
    }
  })
  return finishScene(box, marks)
}

function sum(bar: Bar, sign: 1 | -1): number {
  return bar.parts.reduce((total, part) => (Math.sign(part.value) === sign ? total + part.value : total), 0)
}
