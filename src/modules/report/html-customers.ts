import { html, raw } from 'hono/html'
import {
  drawConcentrationCurve,
  drawPeriodBars,
  drawRfmGrid,
  drawRhythmStrip,
  groupVisits,
  toSvg,
  visitsLabel,
} from '#charts'
import type { ShopReport } from '#contract/metrics'
import { chart, type Markup, section, table } from './html-parts.ts'
import type { Words } from './words.ts'

export function frequencySection(report: ShopReport, words: Words): Markup {
  const { t, number, money, percent, count } = words
  const { visitsHistogram, averageOrder, ordersPerCustomer, medianGapDays } = report.frequency
  const lead = `${t('report.average_order')}: ${money(averageOrder, 'exact')} · ${t('report.orders_per_customer')}: ${number(ordersPerCustomer, 1)} · ${t('report.median_gap')}: ${medianGapDays === null ? t('report.unknown') : count('days', medianGapDays)}`
  const groups = groupVisits(visitsHistogram)
  const all = groups.reduce((total, group) => total + group.customers, 0)
  const bars = groups.map((group) => ({
    label: visitsLabel(group, number),
    title: `${visitsLabel(group, number)}: ${count('customers', group.customers)}`,
    parts: [{ tone: group.from === 1 ? ('warn' as const) : ('good' as const), value: group.customers }],
  }))
  const summary = t('report.visits.summary', {
    one: count('customers', groups[0]?.from === 1 ? groups[0].customers : 0),
    more: count('customers', all - (groups[0]?.from === 1 ? groups[0].customers : 0)),
  })
  return section(
    { id: 'frequency', title: t('report.section.frequency'), lead, define: t('report.define.frequency') },
    html`<h3>${t('report.visits.title')}</h3>`,
    chart(
      {
        id: 'visits',
        summary,
        wide: 210,
        narrow: 200,
        draw: (box) => drawPeriodBars(bars, (value) => number(value), box),
      },
      words,
    ),
    table(
      {
        heads: [t('report.visits.column'), t('report.customers'), t('report.share')],
        rows: groups.map((group) => [
          visitsLabel(group, number),
          number(group.customers),
          percent((group.customers / Math.max(all, 1)) * 100),
        ]),
      },
      words,
    ),
  )
}

export function concentrationSection(report: ShopReport, words: Words): Markup {
  const { t, number, percent, count } = words
  const lead = t('report.concentration.summary', { share: percent(report.top15Share) })
  const marked = t('report.concentration.marked', {
    customers: count('customers', Math.ceil(report.customers * 0.15)),
    share: percent(report.top15Share, 0),
  })
  const labels = {
    best: t('report.concentration.best'),
    all: t('report.concentration.all', { n: number(report.customers) }),
    marked,
    percent: (value: number) => percent(value, 0),
  }
  return section(
    { id: 'concentration', title: t('report.section.concentration'), lead, define: t('report.define.concentration') },
    chart(
      {
        id: 'lorenz',
        summary: lead,
        wide: 300,
        narrow: 260,
        draw: (box) =>
          drawConcentrationCurve(report.concentration, { customers: 15, revenue: report.top15Share }, labels, box),
      },
      words,
    ),
    table(
      {
        heads: [t('report.concentration.column'), t('report.concentration.sales')],
        rows: [
          [t('report.concentration.decile'), percent(report.topDecileShare)],
          [t('report.concentration.top15'), percent(report.top15Share)],
          ...report.concentration
            .filter((point) => point.customers % 10 === 0)
            .map((point) => [percent(point.customers, 0), percent(point.revenue)]),
        ],
      },
      words,
    ),
  )
}

export function rfmSection({ rfm }: ShopReport, words: Words): Markup | string {
  const { t, number, money, count } = words
  const largest = rfm.segments.toSorted((one, other) => other.customers - one.customers)[0]
  if (largest === undefined) return ''
  const lead = t('report.rfm.summary', {
    segment: segmentName(largest.segment, words),
    customers: count('customers', largest.customers),
  })
  const cells = rfm.grid.map((cell) => ({
    ...cell,
    text: number(cell.customers),
    title: t('report.rfm.cell', {
      recency: number(cell.recency),
      frequency: number(cell.frequency),
      customers: count('customers', cell.customers),
    }),
  }))
  const labels = {
    recent: t('report.rfm.recent'),
    longAgo: t('report.rfm.long_ago'),
    seldom: t('report.rfm.seldom'),
    often: t('report.rfm.often'),
  }
  return section(
    { id: 'rfm', title: t('report.section.rfm'), lead, define: t('report.define.rfm') },
    chart(
      { id: 'rfmgrid', summary: lead, wide: 330, narrow: 300, draw: (box) => drawRfmGrid(cells, labels, box) },
      words,
    ),
    table(
      {
        heads: ['rfm.segment', 'customers', 'revenue', 'rfm.recency', 'rfm.orders'].map((head) => t(`report.${head}`)),
        rows: rfm.segments.map((one) => [
          segmentName(one.segment, words),
          number(one.customers),
          money(one.revenue),
          number(one.averageRecencyDays),
          number(one.averageOrders, 1),
        ]),
      },
      words,
    ),
  )
}

/** A segment without a name of ours is shown as it is called. */
function segmentName(segment: string, { t }: Words): string {
  const key = `report.segment.${segment}`
  const name = t(key)
  return name === key ? segment : name
}

export function atRiskSection(report: ShopReport, words: Words): Markup {
  const { t, number, money, count, direction, day } = words
  const { customers, yearlyValue } = report.atRiskTotal
  const lead =
    customers === 0
      ? t('report.at_risk.none')
      : t('report.at_risk.total', { count: customers, n: number(customers), value: money(yearlyValue) })
  const days = (iso: string) => Date.parse(iso) / 86_400_000
  const people = report.atRisk.slice(0, 20).map((one) => {
    const strip = drawRhythmStrip(
      { visits: one.recentVisits.map(days), today: days(one.lastVisit) + one.silentDays, risk: one.risk },
      { width: 200, height: 28, direction },
    )
    const rhythm = t('report.at_risk.rhythm', {
      gap: count('days', one.usualGapDays),
      silent: count('days', one.silentDays),
    })
    return html`<li><div><b><bdi>${one.name}</bdi></b><small>${rhythm}</small></div>
<div class="strip">${raw(toSvg(strip, 'rhythm', t('report.at_risk.last', { day: day(one.lastVisit) })))}</div>
<div class="worth">${money(one.yearlyValue)}</div><span class="pill ${one.risk}">${t(`report.risk.${one.risk}`)}</span></li>`
  })
  const more = customers - people.length
  return section(
    { id: 'at-risk', title: t('report.section.at_risk'), lead, define: t('report.define.at_risk') },
    people.length === 0 ? '' : html`<ul class="people">${people}</ul>`,
    more > 0 && people.length > 0
      ? html`<p class="define">${t('report.at_risk.more', { count: more, n: number(more) })}</p>`
      : '',
  )
}
