import type { ShopReport } from '#contract/metrics'
import { lastCompleteMonth, smallSample } from './months.ts'
import { displayWidth, type Ink, type Paint, padTo, wrapText } from './terminal-text.ts'
import type { Words } from './words.ts'

/** Retention both ways, the flow behind it and how the month before was. */
export function renderFlow(report: ShopReport, words: Words, paint: Paint, width: number): string[] {
  const { t, percent, month: monthName, count, number } = words
  const title = paint(t('report.section.retention'), 'bold')
  const found = lastCompleteMonth(report)
  if (found === undefined) return [title, ...wrapText(t('report.no_month'), width).map((line) => `  ${line}`)]
  const { month, before } = found
  const here = monthName(month.month, 'long')
  const there = monthName(before.month, 'long')
  const labels = [t('report.bought_again'), t('report.textbook')]
  const labelWidth = Math.max(...labels.map(displayWidth))
  const rate = (value: number | null, label: string, note: string, ink: Ink) => [
    ...withNote(`  ${paint(padTo(percent(value), 8, 'start'), ink)}  ${padTo(label, labelWidth)}`, note, width, paint),
  ]
  const lines = [
    `${title} · ${here}`,
    ...rate(month.retentionRate, labels[0] ?? '', comparison(month.retentionRate, before, words), 'good'),
    ...rate(month.crr, labels[1] ?? '', t('report.why.short'), 'muted'),
    '',
    ...bar(`${t('report.flow.at', { month: there, n: number(month.start) })}`, [
      {
        people: month.retained,
        ink: 'good',
        sign: '█',
        text: t('report.flow.retained', { n: number(month.retained) }),
      },
      { people: month.lost, ink: 'bad', sign: '░', text: t('report.flow.lost', { n: number(month.lost) }) },
    ]),
    ...bar(`${t('report.flow.at', { month: here, n: number(month.end) })}`, [
      {
        people: month.retained,
        ink: 'good',
        sign: '█',
        text: t('report.flow.retained', { n: number(month.retained) }),
      },
      { people: month.wonBack, ink: 'warn', sign: '▓', text: t('report.flow.won_back', { n: number(month.wonBack) }) },
      { people: month.new, ink: 'fresh', sign: '▒', text: t('report.flow.new', { n: number(month.new) }) },
    ]),
  ]
  if (month.start < smallSample) {
    lines.push(
      ...wrapText(t('report.small_sample', { customers: count('customers', month.start) }), width - 2).map(
        (line) => `  ${line}`,
      ),
    )
  }
  return lines

  function bar(label: string, parts: { people: number; ink: Ink; sign: string; text: string }[]): string[] {
    const ownLine = displayWidth(label) + 3 > width * 0.4
    const indent = ownLine ? 2 : 26
    const most = Math.max(month.start, month.end, 1)
    const room = width - indent - 2
    let drawn = 0
    let people = 0
    const signs = parts.map((part) => {
      people += part.people
      const until = Math.round((people / most) * room)
      const text = paint(part.sign.repeat(until - drawn), part.ink)
      drawn = until
      return text
    })
    const legend = parts.map((part) => `${paint(part.sign, part.ink)} ${part.text}`)
    const drawing = ownLine ? [`  ${label}`, `    ${signs.join('')}`] : [`  ${padTo(label, indent)}${signs.join('')}`]
    return [...drawing, ...joinParts(legend, width - 4).map((line) => `    ${line}`)]
  }
}

/** The note on the same line where it fits, below otherwise. */
function withNote(line: string, note: string, width: number, paint: Paint): string[] {
  if (displayWidth(line) + 2 + displayWidth(note) <= width) return [`${line}  ${paint(note, 'muted')}`]
  return [line.trimEnd(), ...wrapText(note, width - 12).map((text) => `            ${paint(text, 'muted')}`)]
}

/** Parts joined by dots, as many lines as they need; no part is broken. */
export function joinParts(parts: string[], width: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && displayWidth(last) + 3 + displayWidth(part) <= width)
      lines[lines.length - 1] = `${last} · ${part}`
    else lines.push(part)
  }
  return lines
}

function comparison(rate: number | null, before: ShopReport['monthly'][number], words: Words): string {
  const { t, number, month, percent } = words
  if (rate === null || before.retentionRate === null) return ''
  const change = Math.round((rate - before.retentionRate) * 10) / 10
  const key = change > 0 ? 'report.points_up' : change < 0 ? 'report.points_down' : 'report.points_same'
  return `${t(key, { points: number(Math.abs(change), 1), month: month(before.month, 'long') })} (${percent(before.retentionRate)})`
}
