import type { ShopReport } from '#contract/metrics'
import type { Locale } from '#platform/i18n'
import { leftOut } from './left-out.ts'
import { lastCompleteMonth } from './months.ts'
import { otherCurrencies } from './other-currencies.ts'
import { joinParts, renderFlow } from './terminal-flow.ts'
import { renderCohorts, renderMonths } from './terminal-tables.ts'
import { createPaint, isolate, type Paint, padTo, safeName, wrapText } from './terminal-text.ts'
import { createWords, type Words } from './words.ts'

export type TerminalOptions = {
  locale: Locale
  /** columns of the terminal; the page keeps between 60 and 120 */
  width: number
  /** false when the output is not a terminal */
  color: boolean
  /** what a play has just done, when the report follows one */
  play?: { name: string; sent: number; control: number }
  /** where the console runs, when one does */
  url?: string
}

/** The page of plain words that ends the demo and answers `regulars report FILE`. No line is wider than `width`. */
export function renderTerminal(report: ShopReport, options: TerminalOptions): string {
  const width = Math.min(Math.max(options.width, 60), 120) - 2
  const words = createWords(report, options.locale)
  const paint = createPaint(options.color)
  const sections = [
    renderHead(report, words, paint, width),
    renderFlow(report, words, paint, width),
    renderShares(report, words, width),
    renderAtRisk(report, words, paint, width),
    renderMonths(report, words, paint, width),
    renderCohorts(report, words, paint, width, options.color),
    renderEnd(report, words, paint, width, options),
  ]
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, ''])
  return `\n${lines.map((line) => (line === '' ? '' : ` ${line}`)).join('\n')}`
}

function renderHead(report: ShopReport, words: Words, paint: Paint, width: number): string[] {
  const { t, day, count, money, direction } = words
  const facts = [
    t('report.period_range', { from: day(report.period.from), to: day(report.period.to) }),
    count('customers', report.customers),
    count('orders', report.orders),
    `${t('report.revenue')}: ${money(report.revenue)}`,
  ]
  const besides = [leftOut(report, words), otherCurrencies(report, words)]
    .flatMap((sentence) => wrapText(sentence, width))
    .map((line) => paint(line, 'muted'))
  return [paint(safeName(report.name, direction), 'bold'), ...joinParts(facts, width), ...besides]
}

function renderShares(report: ShopReport, words: Words, width: number): string[] {
  const { t, percent, count } = words
  return [
    ...wrapText(t('report.concentration.summary', { share: percent(report.top15Share) }), width),
    ...wrapText(
      t('report.repeat_of', { share: percent(report.repeatRate), customers: count('customers', report.oneTimeBuyers) }),
      width,
    ),
  ]
}

function renderAtRisk(report: ShopReport, words: Words, paint: Paint, width: number): string[] {
  const { t, number, money, count, direction } = words
  const { customers, yearlyValue } = report.atRiskTotal
  const title = paint(t('report.section.at_risk'), 'bold')
  if (customers === 0) return [title, ...wrapText(t('report.at_risk.none'), width - 2).map((line) => `  ${line}`)]
  const total = t('report.at_risk.total', { count: customers, n: number(customers), value: money(yearlyValue) })
  const people = report.atRisk.slice(0, 3).flatMap((one) => {
    const name = safeName(one.name, direction)
    const rhythm = t('report.at_risk.rhythm', {
      gap: count('days', one.usualGapDays),
      silent: count('days', one.silentDays),
    })
    const worth = t('report.at_risk.yearly', { value: money(one.yearlyValue) })
    const line = `  ${padTo(name, 20)} ${rhythm} · ${worth}`
    return joinParts([`${padTo(name, 20)} ${rhythm}`, worth], width - 2).length === 1
      ? [line]
      : [`  ${name}`, ...joinParts([rhythm, worth], width - 4).map((text) => `    ${text}`)]
  })
  return [title, ...wrapText(total, width - 2).map((line) => `  ${paint(line, 'bad')}`), ...people]
}

function renderEnd(report: ShopReport, words: Words, paint: Paint, width: number, options: TerminalOptions): string[] {
  const { t, number, count, direction } = words
  const first = report.atRisk[0]
  const step =
    first !== undefined
      ? t('report.next.at_risk', { name: safeName(first.name, direction) })
      : lastCompleteMonth(report) === undefined
        ? t('report.next.more_data')
        : t('report.next.one_time', { customers: count('customers', report.oneTimeBuyers) })
  const { play, url } = options
  const played =
    play &&
    t('report.play', { name: safeName(play.name, direction), sent: number(play.sent), control: number(play.control) })
  return [
    ...(played === undefined ? [] : wrapText(played, width)),
    ...wrapText(`${t('report.next.title')}: ${step}`, width).map((line) => paint(line, 'bold')),
    ...(url === undefined ? [] : [t('report.next.open', { url: direction === 'rtl' ? isolate(url) : url })]),
  ]
}
