import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { BusinessPlan, Truth } from '#models/business'

export type TruthSummary = {
  seed: number
  customers: number
  gone: number
  visits: number
  /** customers who were there when the experiment began, by the arm they drew */
  arms: { control: number; treated: number }
  /** visits that treating everybody brings, for each customer in the experiment */
  upliftPerCustomer: number
  /** visits that those treated made more than they would have */
  upliftOfTreated: number
  futureVisits: number
  futureRevenue: number
}

const columns = [
  'user_id',
  'joined_at',
  'visits_a_day',
  'regularity',
  'gone',
  'gone_at',
  'favourite',
  'arm',
  'response',
  'uplift_visits',
  'visits',
  'revenue',
  'future_visits',
  'future_revenue',
] as const

/** Adds up what is true of the customers as they come and, when a file is named, writes a line for each. */
export function truthKeeper(plan: BusinessPlan, file: string | undefined) {
  const out: WriteStream | undefined = file === undefined ? undefined : createWriteStream(file)
  out?.write(`${columns.join(',')}\n`)
  const sum = { customers: 0, gone: 0, visits: 0, control: 0, treated: 0, uplift: 0, ofTreated: 0, future: 0, money: 0 }
  return {
    add: (truths: Truth[]): void => {
      for (const truth of truths) {
        sum.customers++
        if (truth.gone) sum.gone++
        sum.visits += truth.visits
        if (truth.arm) sum[truth.arm]++
        sum.uplift += truth.upliftVisits
        if (truth.arm === 'treated') sum.ofTreated += truth.upliftVisits
        sum.future += truth.futureVisits
        sum.money += truth.futureRevenue
      }
      out?.write(truths.map(lineOf).join(''))
    },
    finish: async (): Promise<TruthSummary> => {
      if (out) {
        out.end()
        await finished(out)
      }
      const inExperiment = sum.control + sum.treated
      return {
        seed: plan.seed,
        customers: sum.customers,
        gone: sum.gone,
        visits: sum.visits,
        arms: { control: sum.control, treated: sum.treated },
        upliftPerCustomer: inExperiment === 0 ? 0 : sum.uplift / inExperiment,
        upliftOfTreated: sum.ofTreated,
        futureVisits: sum.future,
        futureRevenue: Math.round(sum.money),
      }
    },
    drained: async (): Promise<void> => {
      if (out?.writableNeedDrain) await once(out, 'drain')
    },
  }
}

function lineOf(truth: Truth): string {
  const iso = (at: number): string => new Date(at).toISOString()
  return `${[
    truth.userId,
    iso(truth.joinedAt),
    truth.rate.toPrecision(6),
    truth.regularity,
    truth.gone ? 1 : 0,
    truth.gone ? iso(truth.goneAt) : '',
    truth.favourite,
    truth.arm ?? '',
    truth.response.toPrecision(5),
    truth.upliftVisits.toPrecision(6),
    truth.visits,
    truth.revenue,
    truth.futureVisits,
    truth.futureRevenue,
  ].join(',')}\n`
}
