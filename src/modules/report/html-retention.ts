import { html } from 'hono/html'
import { drawPeriodLines, drawRetentionFlow } from '#charts'
import type { ShopReport } from '#contract/metrics'
import { chart, legend, type Markup, section, table } from './html-parts.ts'
import { lastCompleteMonth, type ReportMonth, smallSample } from './months.ts'
import type { Words } from './words.ts'

/** The flow between the last two months, both rates, why they differ, churn, and the months behind. */
export function retentionSection(report: ShopReport, words: Words): Markup {
  const { t, percent, number, month: monthName, count } = words
  const found = lastCompleteMonth(report)
  const define = [
    { term: t('report.bought_again'), text: t('report.define.retention') },
    { term: t('report.textbook'), text: t('report.define.textbook') },
    {
      term: t('report.column.churn'),
      text: t('report.define.churn', { days: count('days', report.lifecycle.silenceDays) }),
    },
  ]
  const title = t('report.section.retention')
  if (found === undefined) return section({ id: 'retention', title, lead: t('report.no_month'), define })
  const { month, before } = found
  const from = monthName(before.month, 'long')
  const to = monthName(month.month, 'long')
  const figures = {
    start: number(month.start),
    end: number(month.end),
    retained: number(month.retained),
    lost: number(month.lost),
    wonBack: number(month.wonBack),
    new: number(month.new),
  }
  const flow = {
    start: t('report.flow.at', { month: monthName(before.month), n: figures.start }),
    end: t('report.flow.at', { month: monthName(month.month), n: figures.end }),
    retained: t('report.flow.retained', { n: figures.retained }),
    lost: t('report.flow.lost', { n: figures.lost }),
    wonBack: t('report.flow.won_back', { n: figures.wonBack }),
    new: t('report.flow.new', { n: figures.new }),
  }
  return section(
    {
      id: 'retention',
      title,
      lead: `${t('report.bought_again')}: ${percent(month.retentionRate)} · ${t('report.textbook')}: ${percent(month.crr)} · ${t('report.column.churn')}: ${percent(month.churnRate)}`,
      define,
    },
    html`<h3>${t('report.flow.title', { from, to })}</h3>`,
    chart(
      {
        id: 'flow',
        summary: t('report.flow.summary', { ...figures, from, to }),
        wide: 300,
        narrow: 280,
        draw: (box) => drawRetentionFlow(month, flow, box),
      },
      words,
    ),
    month.crr === month.retentionRate
      ? ''
      : html`<div class="why"><b>${t('report.why.title')}</b>${t('report.why.text', { ...figures, crr: percent(month.crr), rate: percent(month.retentionRate) })}</div>`,
    month.start < smallSample
      ? html`<p class="note">${t('report.small_sample', { customers: count('customers', month.start) })}</p>`
      : '',
    html`<h3>${t('report.rates.title')}</h3>`,
    rates(report, words),
    monthTable(report, words),
  )
}

function rates({ monthly }: ShopReport, words: Words): Markup {
  const { t, percent, month: monthName, monthTick } = words
  const known = monthly.filter((one) => one.retentionRate !== null && one.complete)
  const values = known.map((one) => one.retentionRate ?? 0)
  const last = known.at(-1)
  const summary = t('report.rates.summary', {
    rate: percent(last?.retentionRate ?? null),
    month: last === undefined ? '' : monthName(last.month, 'long'),
    low: percent(values.length === 0 ? null : Math.min(...values)),
    high: percent(values.length === 0 ? null : Math.max(...values)),
  })
  const points = (pick: (one: ReportMonth) => number | null) =>
    monthly.map((one) => ({
      ...monthTick(one.month),
      value: pick(one),
      complete: one.complete,
      title: `${monthName(one.month, 'long')}: ${percent(pick(one))}`,
    }))
  return html`${chart(
    {
      id: 'rates',
      summary,
      wide: 240,
      narrow: 220,
      draw: (box) =>
        drawPeriodLines(
          [
            { name: 'textbook', tone: 'muted', dashed: true, points: points((one) => one.crr) },
            { name: 'again', tone: 'good', points: points((one) => one.retentionRate) },
          ],
          (value) => percent(value, 0),
          box,
        ),
    },
    words,
  )}${legend([
    { tone: 'good', text: t('report.bought_again') },
    { tone: 'muted', text: `${t('report.textbook')} (${t('report.why.short')})` },
  ])}`
}

function monthTable({ monthly }: ShopReport, words: Words): Markup {
  const { t, number, percent, month: monthName } = words
  const heads = [
    'month',
    'column.start',
    'column.retained',
    'column.lost',
    'column.won_back',
    'column.new',
    'column.end',
    'bought_again',
    'textbook',
    'column.churn',
    'column.nrr',
    'column.grr',
  ]
  const rows = monthly.map((one) => [
    `${monthName(one.month)}${one.complete ? '' : ' *'}`,
    ...[one.start, one.retained, one.lost, one.wonBack, one.new, one.end].map((value) => number(value)),
    ...[one.retentionRate, one.crr, one.churnRate, one.nrr, one.grr].map((value) =>
      value === null ? '–' : percent(value),
    ),
  ])
  return html`${table({ heads: heads.map((head) => t(`report.${head}`)), rows }, words)}${monthly.some((one) => !one.complete) ? html`<p class="define">${t('report.incomplete_note')}</p>` : ''}`
}

/** Money of the customers of the month before: with and without those who spend more. */
export function moneySection(report: ShopReport, words: Words): Markup | string {
  const { t, percent, month: monthName, monthTick } = words
  const found = lastCompleteMonth(report)
  if (found === undefined || found.month.nrr === null) return ''
  const summary = t('report.money.summary', {
    nrr: percent(found.month.nrr),
    grr: percent(found.month.grr),
    month: monthName(found.month.month, 'long'),
  })
  const points = (pick: (one: ReportMonth) => number | null) =>
    report.monthly.map((one) => ({
      ...monthTick(one.month),
      value: pick(one),
      complete: one.complete,
      title: `${monthName(one.month, 'long')}: ${percent(pick(one))}`,
    }))
  return section(
    { id: 'money', title: t('report.section.money'), lead: summary, define: t('report.define.nrr') },
    chart(
      {
        id: 'nrr',
        summary,
        wide: 220,
        narrow: 210,
        draw: (box) =>
          drawPeriodLines(
            [
              { name: 'nrr', tone: 'fresh', points: points((one) => one.nrr) },
              { name: 'grr', tone: 'good', points: points((one) => one.grr) },
            ],
            (value) => percent(value, 0),
            box,
          ),
      },
      words,
    ),
    legend([
      { tone: 'fresh', text: t('report.column.nrr') },
      { tone: 'good', text: t('report.column.grr') },
    ]),
  )
}
