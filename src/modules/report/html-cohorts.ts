import { html } from 'hono/html'
import { cohortGridHeight, cohortGridWidth, drawCohortGrid, drawPeriodBars, drawSurvivalCurve } from '#charts'
import type { ShopReport } from '#contract/metrics'
import { chart, type Markup, section, table } from './html-parts.ts'
import type { Words } from './words.ts'

type Cohort = ShopReport['cohorts'][number]

/** Two grids, because "in that month" and "or later" answer different questions. */
export function cohortSection({ cohorts }: ShopReport, words: Words): Markup | string {
  const { t, number, percent, month } = words
  const shown = cohorts.filter((one) => one.size > 0).slice(-18)
  const first = shown[0]
  if (first === undefined) return ''
  const lead =
    first.bounded[1] === undefined
      ? undefined
      : t('report.cohort.summary', {
          size: number(first.size),
          cohort: month(first.cohort, 'long'),
          share: percent((first.bounded[1] / first.size) * 100),
        })
  return section(
    { id: 'cohorts', title: t('report.section.cohorts'), lead, define: t('report.define.cohorts') },
    grid('bounded'),
    grid('unbounded'),
  )

  function grid(kind: 'bounded' | 'unbounded'): Markup {
    const title = t(`report.cohort.${kind}_title`)
    const heads = {
      cohort: t('report.cohort.first'),
      size: t('report.cohort.size'),
      periods: first?.bounded.map((_, index) => number(index)) ?? [],
    }
    const height = cohortGridHeight(shown.length)
    const rows = shown.map((one) => ({ label: month(one.cohort), size: number(one.size), cells: cells(one, kind) }))
    return html`<h3>${title}</h3>
${chart(
  {
    id: kind,
    summary: `${title}. ${lead ?? ''}`,
    wide: height,
    narrow: height,
    least: cohortGridWidth(rows, heads),
    draw: (box) => drawCohortGrid(rows, heads, box),
  },
  words,
)}
${table({ heads: [heads.cohort, heads.size, ...heads.periods], rows: shown.map((one) => [month(one.cohort), number(one.size), ...one[kind].map((people) => percent((people / one.size) * 100))]) }, words)}`
  }

  function cells(one: Cohort, kind: 'bounded' | 'unbounded') {
    return one[kind].map((people, index) => {
      const value = (people / one.size) * 100
      const title = t('report.cohort.cell', {
        cohort: month(one.cohort),
        k: number(index),
        n: number(people),
        size: number(one.size),
        share: percent(value),
      })
      return { value, text: number(value), title }
    })
  }
}

export function nDaySection({ nDay }: ShopReport, words: Words): Markup | string {
  const { t, number, percent, count } = words
  const days = Object.entries(nDay)
    .map(([day, found]) => ({ day: Number(day), ...found }))
    .filter((one) => one.eligible > 0)
    .sort((one, other) => one.day - other.day)
  const month = days.find((one) => one.day === 30) ?? days.at(-1)
  if (month === undefined) return ''
  const share = (people: number, eligible: number) => (people / eligible) * 100
  const lead = t('report.n_day.summary', {
    share: percent(share(month.onOrAfter, month.eligible)),
    days: count('days', month.day),
  })
  const bars = days.map((one) => ({
    label: number(one.day),
    title: `${count('days', one.day)}: ${percent(share(one.onOrAfter, one.eligible))}`,
    parts: [{ tone: 'good' as const, value: share(one.onOrAfter, one.eligible) }],
  }))
  return section(
    { id: 'days', title: t('report.section.n_day'), lead, define: t('report.define.n_day') },
    chart(
      {
        id: 'nday',
        summary: lead,
        wide: 210,
        narrow: 200,
        draw: (box) => drawPeriodBars(bars, (value) => percent(value, 0), box),
      },
      words,
    ),
    table(
      {
        heads: ['n_day.day', 'n_day.eligible', 'n_day.on', 'n_day.on_or_after'].map((head) => t(`report.${head}`)),
        rows: days.map((one) => [
          number(one.day),
          number(one.eligible),
          `${number(one.on)} (${percent(share(one.on, one.eligible))})`,
          `${number(one.onOrAfter)} (${percent(share(one.onOrAfter, one.eligible))})`,
        ]),
      },
      words,
    ),
  )
}

export function survivalSection({ survival }: ShopReport, words: Words): Markup | string {
  const { t, number, percent, count } = words
  const { curve, medianDays, silenceDays, customers } = survival
  const last = curve.findLast((point) => point.day <= 180) ?? curve.at(-1)
  if (last === undefined) return ''
  const lead = t('report.survival.summary', {
    days: count('days', last.day),
    share: percent(last.survival * 100, 0),
    customers: count('customers', customers),
  })
  const labels = {
    day: (day: number) => count('days', day),
    percent: (value: number) => percent(value, 0),
    ...(medianDays === null ? {} : { median: t('report.survival.median', { days: count('days', medianDays) }) }),
  }
  const some = curve.filter((_, index) => index % Math.ceil(curve.length / 24) === 0)
  return section(
    {
      id: 'survival',
      title: t('report.section.survival'),
      lead,
      define: t('report.define.survival', { days: count('days', silenceDays) }),
    },
    chart(
      {
        id: 'km',
        summary: lead,
        wide: 250,
        narrow: 220,
        draw: (box) => drawSurvivalCurve(curve, medianDays, labels, box),
      },
      words,
    ),
    table(
      {
        heads: ['days', 'survival.still', 'survival.interval', 'survival.at_risk'].map((head) => t(`report.${head}`)),
        rows: some.map((point) => [
          number(point.day),
          percent(point.survival * 100),
          `${percent(point.low * 100)} – ${percent(point.high * 100)}`,
          number(point.atRisk),
        ]),
      },
      words,
    ),
  )
}
