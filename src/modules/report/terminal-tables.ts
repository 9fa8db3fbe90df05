import type { ShopReport } from '#contract/metrics'
import { displayWidth, type Paint, padTo, paintHeat, wrapText } from './terminal-text.ts'
import type { Words } from './words.ts'

type Column = { head: string; cells: string[]; ink?: 'good' | 'bad' | 'warn' | 'fresh' }

/** The months with a bar of their customers; columns that do not fit are left out, the least telling first. */
export function renderMonths({ monthly }: ShopReport, words: Words, paint: Paint, width: number): string[] {
  const { t, number, percent, month } = words
  const shown = monthly.slice(-13)
  const names = shown.map((one) => `${month(one.month)}${one.complete ? '' : ' *'}`)
  const column = (head: string, values: (number | null)[], ink?: Column['ink']): Column => ({
    head: t(head),
    cells: values.map((value) => number(value)),
    ...(ink === undefined ? {} : { ink }),
  })
  const again: Column = {
    head: t('report.column.retained'),
    cells: shown.map((one) => (one.retentionRate === null ? '–' : percent(one.retentionRate, 0))),
    ink: 'good',
  }
  let columns = [
    column(
      'report.customers',
      shown.map((one) => one.end),
    ),
    again,
    column(
      'report.column.lost',
      shown.map((one) => one.lost),
      'bad',
    ),
    column(
      'report.column.won_back',
      shown.map((one) => one.wonBack),
      'warn',
    ),
    column(
      'report.column.new',
      shown.map((one) => one.new),
      'fresh',
    ),
  ]
  const nameWidth = Math.max(displayWidth(t('report.month')), ...names.map(displayWidth))
  const widthOf = (one: Column) => Math.max(displayWidth(one.head), ...one.cells.map(displayWidth)) + 2
  const room = () => width - 2 - nameWidth - columns.reduce((total, one) => total + widthOf(one), 0)
  while (columns.length > 2 && room() < 12) columns = columns.slice(0, -1)
  const barRoom = Math.min(Math.max(room() - 2, 0), 30)
  const most = Math.max(1, ...shown.map((one) => one.end))
  const head = `  ${padTo(t('report.month'), nameWidth)}  ${' '.repeat(barRoom)}${columns.map((one) => padTo(one.head, widthOf(one), 'start')).join('')}`
  const rows = shown.map((one, index) => {
    const bar = paint('▇'.repeat(Math.max(1, Math.round((one.end / most) * barRoom))), one.complete ? 'good' : 'muted')
    const cells = columns.map((own) => paintMaybe(padTo(own.cells[index] ?? '', widthOf(own), 'start'), own, paint))
    return `  ${padTo(names[index] ?? '', nameWidth)}  ${barRoom > 3 ? padTo(bar, barRoom) : ' '.repeat(barRoom)}${cells.join('')}`
  })
  const note = shown.some((one) => !one.complete)
    ? wrapText(t('report.incomplete_note'), width - 2).map((line) => `  ${paint(line, 'muted')}`)
    : []
  return [
    paint(t('report.months.title'), 'bold'),
    paint(head.trimEnd(), 'muted'),
    ...rows.map((row) => row.trimEnd()),
    ...note,
  ]
}

/** First purchases by month and the share that bought again k months later, as many months as fit. */
export function renderCohorts(
  { cohorts }: ShopReport,
  words: Words,
  paint: Paint,
  width: number,
  color: boolean,
): string[] {
  const { t, number, month } = words
  const shown = cohorts.filter((one) => one.size > 0).slice(-13)
  if (shown.length === 0) return []
  const names = shown.map((one) => month(one.cohort))
  const nameWidth = Math.max(displayWidth(t('report.cohort.first')), ...names.map(displayWidth))
  const sizes = shown.map((one) => number(one.size))
  const sizeWidth = Math.max(displayWidth(t('report.cohort.size')), ...sizes.map(displayWidth)) + 2
  const most = Math.max(0, ...shown.map((one) => one.bounded.length))
  const columns = Math.min(most, Math.floor((width - 3 - nameWidth - sizeWidth) / 5))
  const strongest = Math.max(
    1,
    ...shown.flatMap((one) => one.bounded.slice(1).map((people) => people / one.size)).map((share) => share * 100),
  )
  const head = Array.from({ length: columns }, (_, index) => padTo(number(index), 4, 'start')).join(' ')
  const rows = shown.map((one, index) => {
    const cells = one.bounded.slice(0, columns).map((people, k) => {
      const share = (people / one.size) * 100
      const text = `${padTo(number(share), 3, 'start')} `
      return color ? paintHeat(text, k === 0 ? 1 : (share / strongest) * 0.82) : text
    })
    return `  ${padTo(names[index] ?? '', nameWidth)}${padTo(sizes[index] ?? '', sizeWidth, 'start')}  ${cells.join(' ')}`.trimEnd()
  })
  const title = `${paint(t('report.section.cohorts'), 'bold')} · ${t('report.cohort.bounded_title')} (${words.direction === 'rtl' ? '٪' : '%'})`
  const heads = `  ${padTo(t('report.cohort.first'), nameWidth)}${padTo(t('report.cohort.size'), sizeWidth, 'start')} ${head}`
  return [...wrapText(title, width), paint(heads.trimEnd(), 'muted'), ...rows]
}

function paintMaybe(text: string, column: Column, paint: Paint): string {
  return column.ink === undefined ? text : paint(text, column.ink)
}
