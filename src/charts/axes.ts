import { axisTicks, labelledIndexes, linearScale, type Scale } from './scale.ts'
import { type Box, type Mark, textWidth } from './scene.ts'

export type Plot = { left: number; right: number; top: number; bottom: number; y: Scale; marks: Mark[] }

/** Horizontal grid lines with their values at the start of reading; the plot area is what is left. */
export function valueAxis(box: Box, max: number, format: (value: number) => string, min = 0): Plot {
  const ticks = [4, 3, 2, 1].map((wanted) => ticksOf(max, min, wanted)).find(areApart(format)) ?? ticksOf(max, min, 1)
  const labels = ticks.map((tick) => format(tick))
  const left = Math.min(Math.max(...labels.map((label) => textWidth(label, 11))) + 18, box.width * 0.3)
  const top = 12
  const bottom = box.height - 26
  const y = linearScale(ticks[0] ?? 0, ticks.at(-1) ?? 1, bottom, top)
  const marks: Mark[] = ticks.flatMap((tick, index): Mark[] => [
    {
      kind: 'line',
      tone: 'grid',
      thickness: tick === 0 ? 1.5 : 1,
      steps: [
        { to: 'M', x: left, y: y(tick) },
        { to: 'L', x: box.width, y: y(tick) },
      ],
    },
    { kind: 'text', x: left - 8, y: y(tick) + 4, text: labels[index] ?? '', tone: 'muted', size: 11, anchor: 'right' },
  ])
  return { left, right: box.width, top, bottom, y, marks }
}

function ticksOf(max: number, min: number, wanted: number): number[] {
  const [, step = 1] = axisTicks(Math.max(max, -min), wanted)
  const up = Array.from({ length: Math.max(1, Math.ceil(max / step - 1e-9)) + 1 }, (_, index) => step * index)
  const down = min < 0 ? Array.from({ length: Math.ceil(-min / step - 1e-9) }, (_, index) => -step * (index + 1)) : []
  return [...down.reverse(), ...up]
}

/** One customer has no quarters: written as whole numbers, two lines of the grid would be called the same. */
const areApart =
  (format: (value: number) => string) =>
  (ticks: number[]): boolean =>
    ticks.map(format).every((label, index, labels) => label !== labels[index - 1])

/** A period's name, and without the year to which it belongs: that is said once, and again where it changes. */
export type PeriodLabel = { label: string; short?: string; year?: string }

/** Names of the periods below the plot, thinned out until they fit. */
export function periodLabels(plot: Plot, labels: PeriodLabel[], centre: (index: number) => number): Mark[] {
  const widest = Math.max(0, ...labels.map(({ label }) => textWidth(label, 11)))
  // The last one moves inwards so far, towards the one before it.
  const moved = Math.max(0, widest / 2 - (plot.right - centre(labels.length - 1)))
  const shown = labelledIndexes(labels.length, plot.right - plot.left, widest + 14 + moved)
  let said: string | undefined
  return labels.flatMap(({ label, short, year }, index): Mark[] => {
    if (!shown.has(index)) return []
    const text = year !== undefined && year === said ? (short ?? label) : label
    said = year
    const half = textWidth(text, 11) / 2
    const x = Math.min(Math.max(centre(index), half), plot.right - half)
    return [{ kind: 'text', x, y: plot.bottom + 18, text, tone: 'muted', size: 11, anchor: 'middle' }]
  })
}
