import type { Comparison, Estimate, ExperimentMetric } from '#contract/experiments'
import type { I18n } from '../i18n/use-i18n.ts'

type Words = Pick<I18n, 't' | 'number' | 'percent' | 'money'>

const kindOf = ({ of, measure }: ExperimentMetric): string => `${of}_${measure}`
const namesOf = (metric: ExperimentMetric): Record<string, string> =>
  metric.of === 'event' ? { event: metric.event, property: metric.property ?? '' } : {}

/** What is measured: "Number of orders", "Did “Booked” (seats more than 2)". */
export function metricName({ t, number }: Words, metric: ExperimentMetric): string {
  const name = t(`experiments.metric.${kindOf(metric)}`, namesOf(metric))
  if (metric.of === 'orders' || metric.where.length === 0) return name
  const conditions = metric.where.map(({ property, operator, value }) =>
    [property, t(`experiments.operator.${operator}`), typeof value === 'number' ? number(value) : value].join(' '),
  )
  return `${name} (${conditions.join(' · ')})`
}

export const isMoney = (metric: ExperimentMetric): boolean => metric.of === 'orders' && metric.measure === 'sum'

/** A sum over people: 31, or 402 €. */
export function totalText({ number, money }: Words, metric: ExperimentMetric, value: number, currency: string): string {
  return isMoney(metric) ? money(Math.round(value), currency, 'whole') : number(Math.round(value))
}

/** Of one person: 18.3 %, 1.27, or 12.40 €. */
export function perPersonText(
  { number, percent, money }: Words,
  { of, measure }: ExperimentMetric,
  value: number,
  currency: string,
): string {
  if (measure === 'did') return percent(100 * value, 1)
  return of === 'orders' && measure === 'sum' ? money(Math.round(value), currency) : number(value, 2)
}

/** "31 more orders", "402 € less": what would not have been without it. */
export function differenceText(words: Words, metric: ExperimentMetric, value: number, currency: string): string {
  const way = value < 0 ? 'fewer' : 'more'
  const n = Math.round(Math.abs(value))
  const text = totalText(words, metric, Math.abs(value), currency)
  // What rounds to nothing is neither more nor less.
  if (text === totalText(words, metric, 0, currency)) return words.t('experiments.difference.none')
  return words.t(`experiments.difference.${way}.${kindOf(metric)}`, { n, text, ...namesOf(metric) })
}

/** "between −7 and 4 orders". Money and sums of a property say themselves what they are of. */
export function rangeText(words: Words, metric: ExperimentMetric, { low, high }: Estimate, currency: string): string {
  const text = (value: number) => totalText(words, metric, value, currency)
  const unit = metric.measure === 'sum' ? 'sum' : kindOf(metric)
  const n = Math.round(Math.abs(high))
  return words.t(`experiments.between.${unit}`, { low: text(low), high: text(high), n })
}

/** The finding as a sentence; undefined where nothing can be compared. */
export function findingText(
  words: Words,
  metric: ExperimentMetric,
  { total, verdict, problem }: Comparison,
  arm: string,
  currency: string,
): string {
  const { t } = words
  if (problem !== null || total === null)
    return t(`experiments.problem.${problem ?? 'too_few_people'}`, { arm, metric: metricName(words, metric) })
  const range = rangeText(words, metric, total, currency)
  if (verdict === 'unclear') return t('experiments.finding.unclear', { arm, metric: metricName(words, metric), range })
  return t('experiments.finding.clear', {
    arm,
    difference: differenceText(words, metric, total.value, currency),
    range,
  })
}
