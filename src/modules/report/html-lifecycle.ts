import { html } from 'hono/html'
import { drawPeriodBars } from '#charts'
import type { ShopReport } from '#contract/metrics'
import { chart, legend, type Markup, section, table } from './html-parts.ts'
import type { Words } from './words.ts'

const stateTones = {
  new: 'fresh',
  active: 'good',
  slipping: 'warn',
  dormant: 'muted',
  won_back: 'good-pale',
  lost: 'bad',
} as const

export function lifecycleSection({ lifecycle }: ShopReport, words: Words): Markup {
  const { t, number, percent, money, day, count, month: monthName, monthTick } = words
  const all = Math.max(
    1,
    lifecycle.states.reduce((total, one) => total + one.customers, 0),
  )
  const states = lifecycle.states.filter((one) => one.customers > 0)
  const stateText = (one: (typeof states)[number]) =>
    `${t(`report.state.${one.state}`)}: ${number(one.customers)} (${percent((one.customers / all) * 100, 0)})`
  const last = lifecycle.months.findLast((one) => one.complete)
  const summary =
    last === undefined
      ? t('report.no_month')
      : t('report.lifecycle.summary', {
          month: monthName(last.period, 'long'),
          new: number(last.new),
          returning: number(last.returning),
          wonBack: number(last.wonBack),
          dormant: number(last.dormant),
        })
  const bars = lifecycle.months.map((one) => ({
    ...monthTick(one.period),
    complete: one.complete,
    parts: [
      { tone: 'good' as const, value: one.returning, title: t('report.flow.retained', { n: number(one.returning) }) },
      { tone: 'warn' as const, value: one.wonBack, title: t('report.flow.won_back', { n: number(one.wonBack) }) },
      { tone: 'fresh' as const, value: one.new, title: t('report.flow.new', { n: number(one.new) }) },
      {
        tone: 'bad' as const,
        value: -one.dormant,
        title: t('report.flow.lost', { n: number(one.dormant) }),
        opacity: 0.65,
      },
    ],
  }))
  return section(
    {
      id: 'lifecycle',
      title: t('report.section.lifecycle'),
      lead: t('report.lifecycle.at', { day: day(lifecycle.at) }),
      define: t('report.define.lifecycle', { days: count('days', lifecycle.silenceDays) }),
    },
    html`<div class="parts" role="img" aria-label="${states.map(stateText).join('; ')}">${states.map((one) => html`<i class="tone-${stateTones[one.state]}" style="flex:${one.customers}"></i>`)}</div>`,
    legend(states.map((one) => ({ tone: stateTones[one.state], text: stateText(one) }))),
    html`<h3>${t('report.lifecycle.months')}</h3>`,
    chart(
      {
        id: 'months',
        summary,
        wide: 280,
        narrow: 240,
        draw: (box) => drawPeriodBars(bars, (value) => number(value), box),
      },
      words,
    ),
    legend([
      { tone: 'good', text: t('report.column.retained') },
      { tone: 'warn', text: t('report.column.won_back') },
      { tone: 'fresh', text: t('report.column.new') },
      { tone: 'bad', text: t('report.column.lost') },
    ]),
    table(
      {
        heads: ['lifecycle.state', 'customers', 'share', 'revenue'].map((head) => t(`report.${head}`)),
        rows: lifecycle.states.map((one) => [
          t(`report.state.${one.state}`),
          number(one.customers),
          percent((one.customers / all) * 100),
          money(one.revenue),
        ]),
      },
      words,
    ),
  )
}

export function valueSection({ value }: ShopReport, words: Words): Markup {
  const { t, money } = words
  return section(
    { id: 'value', title: t('report.section.value'), define: t('report.define.value') },
    html`<div class="figures">${(['mean', 'median', 'p90'] as const).map((figure) => html`<div class="figure"><span>${t(`report.value.${figure}`)}</span><b>${money(value[figure])}</b></div>`)}</div>`,
  )
}
