import { daysNeeded, detectableEffect, peopleNeeded, powerOf } from '#models/experiments'
import { DomainError } from '#platform/errors'
import { readArguments } from './read-arguments.ts'
import { printJson } from './read-table.ts'

/**
 * `models plan-experiment --baseline P | --mean M --sd S, --effect PERCENT [--share 0.5] [--alpha 0.05] [--power 0.8] [--variants 1]
 * [--per-day N] [--people N]`: how many people it takes, how many days, and what so many people would find.
 */
export async function planExperimentCommand(args: string[]): Promise<void> {
  const { values } = readArguments(
    args,
    {
      baseline: { type: 'string' },
      mean: { type: 'string' },
      sd: { type: 'string' },
      effect: { type: 'string', default: '10' },
      share: { type: 'string', default: '0.5' },
      alpha: { type: 'string', default: '0.05' },
      power: { type: 'string', default: '0.8' },
      variants: { type: 'string', default: '1' },
      'per-day': { type: 'string' },
      people: { type: 'string' },
    },
    0,
  )
  const { mean, variance } = readUsual(values)
  const variants = number('variants', values.variants, 1, 5)
  if (!Number.isInteger(variants)) throw refusal('variants', values.variants)
  // Each comparison with the control gets its part of the false alarms (Bonferroni).
  const plan = {
    variance,
    effect: (Math.abs(mean) * number('effect', values.effect, 0.001, 100_000)) / 100,
    share: number('share', values.share, 0.01, 0.99),
    alpha: number('alpha', values.alpha, 1e-6, 0.5) / variants,
    power: number('power', values.power, 0.5, 0.999),
  }
  // No share rises above 1 or falls below 0 by as much.
  if (values.baseline !== undefined && mean + plan.effect > 1 && plan.effect > mean)
    throw refusal('effect', values.effect)
  const inPair = peopleNeeded(plan)
  const people = inPair === undefined ? null : Math.ceil(inPair * pairsOf(plan.share, variants))
  const perDay = values['per-day'] === undefined ? undefined : number('per-day', values['per-day'], 1e-9, 1e12)
  const there = values.people === undefined ? undefined : number('people', values.people, 4, 1e12)
  printJson({
    mean,
    variance,
    effectAbsolute: plan.effect,
    alphaPerComparison: plan.alpha,
    power: plan.power,
    variants,
    peopleNeeded: people,
    ...(perDay === undefined || people === null ? {} : { daysNeeded: daysNeeded(people, perDay) ?? null }),
    ...(there === undefined ? {} : reachOf(there / pairsOf(plan.share, variants), plan, mean)),
  })
}

type Plan = Parameters<typeof powerOf>[1]

function reachOf(inPair: number, plan: Plan, mean: number) {
  const least = detectableEffect(inPair, plan)
  return { powerWithPeople: powerOf(inPair, plan), detectablePercent: (100 * least) / Math.abs(mean) }
}

/** All arms together as multiples of control and one variant; `share` is that of a variant in its pair. */
const pairsOf = (share: number, variants: number): number => 1 - share + share * variants

function readUsual(values: { baseline?: string; mean?: string; sd?: string }): { mean: number; variance: number } {
  if (values.baseline !== undefined && (values.mean !== undefined || values.sd !== undefined))
    throw new DomainError('invalid', 'model_option', 'plan-experiment takes --baseline, or --mean and --sd, not both.')
  if (values.baseline !== undefined) {
    const p = number('baseline', values.baseline, 1e-9, 1 - 1e-9)
    return { mean: p, variance: p * (1 - p) }
  }
  if (values.mean === undefined || values.sd === undefined)
    throw new DomainError('invalid', 'model_option', 'plan-experiment needs --baseline, or --mean and --sd.')
  const mean = number('mean', values.mean, -1e12, 1e12)
  if (mean === 0) throw refusal('mean', values.mean)
  return { mean, variance: number('sd', values.sd, 0, 1e12) ** 2 }
}

function number(name: string, text: string, from: number, to: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= from && value <= to) return value
  throw refusal(name, text)
}

const refusal = (name: string, text: string): DomainError =>
  new DomainError('invalid', 'model_option', `--${name}: “${text}” will not do.`)
