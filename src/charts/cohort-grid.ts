import { type Box, finishScene, type Mark, type Scene, textWidth } from './scene.ts'

export type CohortRow = {
  label: string
  size: string
  /** share of the cohort in percent and what to write; a missing cell is a period that has not come yet */
  cells: { value: number; text: string; title: string; incomplete?: boolean }[]
}
export type CohortHeads = { cohort: string; size: string; periods: string[] }

const rowHeight = 30
const headHeight = 26

/** Height the grid needs, so that the caller can make its box. */
export function cohortGridHeight(rows: number): number {
  return headHeight + rows * rowHeight
}

/** Width at which every cell still has room for its number; narrower screens scroll. */
export function cohortGridWidth(rows: CohortRow[], heads: CohortHeads): number {
  const { labelWidth, sizeWidth } = headWidths(rows, heads)
  return Math.ceil(labelWidth + sizeWidth + 31 * Math.max(1, ...rows.map((row) => row.cells.length)))
}

function headWidths(rows: CohortRow[], heads: CohortHeads): { labelWidth: number; sizeWidth: number } {
  const widest = (texts: string[], size: number) => Math.max(...texts.map((text) => textWidth(text, size)))
  return {
    labelWidth:
      Math.max(
        widest(
          rows.map((row) => row.label),
          12,
        ),
        textWidth(heads.cohort, 11),
      ) + 14,
    sizeWidth:
      Math.max(
        widest(
          rows.map((row) => row.size),
          12,
        ),
        textWidth(heads.size, 11),
      ) + 18,
  }
}

/** One row a cohort, one column a period since the first purchase; the first column stands apart because it is 100 % or the base. */
export function drawCohortGrid(rows: CohortRow[], heads: CohortHeads, box: Box): Scene {
  const { labelWidth, sizeWidth } = headWidths(rows, heads)
  const columns = Math.max(1, ...rows.map((row) => row.cells.length))
  const pitch = (box.width - labelWidth - sizeWidth) / columns
  const space = pitch > 24 ? 3 : 1
  const text = pitch > 30 ? 12 : pitch > 22 ? 10.5 : 0
  const strongest = Math.max(1, ...rows.flatMap((row) => row.cells.slice(1).map((cell) => cell.value)))
  const marks: Mark[] = [
    { kind: 'text', x: 0, y: 14, text: heads.cohort, tone: 'muted', size: 11, anchor: 'left' },
    { kind: 'text', x: labelWidth + sizeWidth - 12, y: 14, text: heads.size, tone: 'muted', size: 11, anchor: 'right' },
  ]
  heads.periods.slice(0, columns).forEach((period, index) => {
    if (pitch < 18 && index % 2 === 1) return
    marks.push({
      kind: 'text',
      x: labelWidth + sizeWidth + pitch * (index + 0.5),
      y: 14,
      text: period,
      tone: 'muted',
      size: 11,
      anchor: 'middle',
    })
  })
  rows.forEach((row, rowIndex) => {
    const y = headHeight + rowIndex * rowHeight
    const baseline = y + rowHeight / 2 + 3
    marks.push(
      { kind: 'text', x: 0, y: baseline, text: row.label, tone: 'ink', size: 12, anchor: 'left' },
      {
        kind: 'text',
        x: labelWidth + sizeWidth - 12,
        y: baseline,
        text: row.size,
        tone: 'muted',
        size: 12,
        anchor: 'right',
      },
    )
    row.cells.forEach((cell, index) => {
      const x = labelWidth + sizeWidth + pitch * index
      marks.push({
        kind: 'rect',
        name: 'cell',
        x: x + space / 2,
        y: y + 1.5,
        width: Math.max(pitch - space, 1),
        height: rowHeight - 3,
        radius: 5,
        tone: index === 0 ? 'heat-full' : 'heat',
        opacity: index === 0 ? 1 : heatOpacity(cell.value / strongest) * (cell.incomplete ? 0.55 : 1),
        title: cell.title,
      })
      if (text === 0) return
      marks.push({
        kind: 'text',
        x: x + pitch / 2,
        y: baseline,
        text: cell.text,
        tone: index === 0 ? 'on-heat-full' : cell.incomplete ? 'muted' : 'ink',
        size: text,
        bold: index === 0,
        anchor: 'middle',
      })
    })
  })
  return finishScene(box, marks)
}

/** Never so strong that dark words on it become hard to read, never so weak that zero looks like "not yet". */
export function heatOpacity(share: number): number {
  if (!Number.isFinite(share)) return 0.06
  return 0.06 + 0.62 * Math.min(Math.max(share, 0), 1)
}
