import { heatOpacity } from './cohort-grid.ts'
import { type Box, finishScene, type Mark, type Scene } from './scene.ts'

export type RfmCell = { recency: number; frequency: number; customers: number; text: string; title: string }
export type RfmLabels = { recent: string; longAgo: string; seldom: string; often: string }

const scores = [1, 2, 3, 4, 5]

/** Recency (5 = just here, on top) by frequency (5 = most often, last); the area of a square is its number of customers. */
export function drawRfmGrid(cells: RfmCell[], labels: RfmLabels, box: Box): Scene {
  const left = 8
  const top = 24
  const bottom = box.height - 46
  const pitchX = (box.width - left * 2) / 5
  const pitchY = (bottom - top) / 5
  const most = Math.max(1, ...cells.map((cell) => cell.customers))
  const marks: Mark[] = [{ kind: 'text', x: left, y: 13, text: labels.recent, tone: 'muted', size: 11, anchor: 'left' }]
  for (const recency of scores) {
    for (const frequency of scores) {
      const cell = cells.find((one) => one.recency === recency && one.frequency === frequency)
      const customers = cell?.customers ?? 0
      const x = left + (frequency - 1) * pitchX
      const y = top + (5 - recency) * pitchY
      const fill = {
        kind: 'rect',
        name: 'cell',
        radius: 6,
        x: x + 2,
        y: y + 2,
        width: pitchX - 4,
        height: pitchY - 4,
      } as const
      const slipping = recency <= 2 && frequency >= 3
      marks.push({
        ...fill,
        tone: customers === 0 ? 'grid' : slipping ? 'warn' : 'heat',
        opacity: customers === 0 ? 0.35 : heatOpacity(Math.sqrt(customers / most)),
        ...(cell === undefined ? {} : { title: cell.title }),
      })
      if (cell !== undefined && customers > 0) {
        marks.push({
          kind: 'text',
          x: x + pitchX / 2,
          y: y + pitchY / 2 + 5,
          text: cell.text,
          tone: 'ink',
          size: 13,
          bold: true,
          anchor: 'middle',
        })
      }
    }
  }
  marks.push(
    { kind: 'text', x: left, y: bottom + 16, text: labels.longAgo, tone: 'muted', size: 11, anchor: 'left' },
    { kind: 'text', x: left, y: bottom + 36, text: labels.seldom, tone: 'muted', size: 11, anchor: 'left' },
    { kind: 'text', x: box.width - left, y: bottom + 36, text: labels.often, tone: 'muted', size: 11, anchor: 'right' },
  )
  return finishScene(box, marks)
}
