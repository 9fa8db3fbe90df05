import { html, raw } from 'hono/html'
import type { ShopReport } from '#contract/metrics'
import type { Locale } from '#platform/i18n'
import { cohortSection, nDaySection, survivalSection } from './html-cohorts.ts'
import { atRiskSection, concentrationSection, frequencySection, rfmSection } from './html-customers.ts'
import { lifecycleSection, valueSection } from './html-lifecycle.ts'
import type { Markup } from './html-parts.ts'
import { moneySection, retentionSection } from './html-retention.ts'
import { reportStyle } from './html-style.ts'
import { leftOut } from './left-out.ts'
import { lastCompleteMonth } from './months.ts'
import { otherCurrencies } from './other-currencies.ts'
import { createWords, type Words } from './words.ts'

/** The report as one file that can be mailed: no script, nothing fetched, everything from the shop escaped. */
export function renderHtml(report: ShopReport, { locale }: { locale: Locale }): string {
  const words = createWords(report, locale)
  const { t, day, count, money } = words
  const page = html`<!doctype html>
<html lang="${locale}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${t('report.page_title', { name: report.name })}</title>
<style>${raw(reportStyle)}</style>
</head>
<body>
<header>
<p class="mark"><i></i>Regulars</p>
<h1><bdi>${report.name}</bdi></h1>
<p class="facts">${t('report.period_range', { from: day(report.period.from), to: day(report.period.to) })} · ${count('customers', report.customers)} · ${count('orders', report.orders)} · ${t('report.revenue')}: ${money(report.revenue)}</p>
</header>
<main>
${headline(report, words)}
${retentionSection(report, words)}
${atRiskSection(report, words)}
${cohortSection(report, words)}
${nDaySection(report, words)}
${moneySection(report, words)}
${concentrationSection(report, words)}
${lifecycleSection(report, words)}
${frequencySection(report, words)}
${valueSection(report, words)}
${rfmSection(report, words)}
${survivalSection(report, words)}
</main>
<footer>${t('report.made_with', { rows: count('rows', report.rows.read) })} ${leftOut(report, words)} ${otherCurrencies(report, words)}</footer>
</body>
</html>
`
  return String(page)
}

/** Four figures, each with what it is of and what it was before. */
function headline(report: ShopReport, words: Words): Markup {
  const { t, percent, money, number, month, count } = words
  const found = lastCompleteMonth(report)
  const { customers, yearlyValue } = report.atRiskTotal
  return html`<div class="figures">
${found === undefined ? '' : html`<div class="figure good"><span>${t('report.bought_again')}</span><b>${percent(found.month.retentionRate)}</b><em>${month(found.month.month)} · ${t('report.of_start', { customers: count('customers', found.month.start), month: month(found.before.month) })}${found.before.retentionRate === null ? '' : html` · ${t('report.before', { month: month(found.before.month), rate: percent(found.before.retentionRate) })}`}</em></div>`}
<div class="figure"><span>${t('report.repeat')}</span><b>${percent(report.repeatRate)}</b><em>${t('report.one_time')}: ${number(report.oneTimeBuyers)}</em></div>
<div class="figure look"><span>${t('report.concentration.top15')}</span><b>${percent(report.top15Share)}</b><em>${t('report.concentration.sales')}</em></div>
<div class="figure now"><span>${t('report.section.at_risk')}</span><b>${number(customers)}</b><em>${t('report.at_risk.yearly', { value: money(yearlyValue) })}</em></div>
</div>`
}
