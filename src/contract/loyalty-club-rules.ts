import { z } from 'zod'
import { mostMinor, mostPoints } from './loyalty-bounds.ts'
import { boardMeasures, boardPeriods, planPeriods } from './loyalty-club-words.ts'

const id = z.string().trim().min(1).max(64)

/** What members can give their points to. */
export const causeRule = z.object({
  id,
  name: z.string().trim().min(1).max(120),
  /** what members read */
  text: z.string().max(1000).optional(),
  /** what the shop gives for each point, minor units */
  pointValueMinor: z.number().min(0).max(1_000_000),
  goalPoints: z.number().int().min(1).max(mostPoints).optional(),
  /** takes no more points; what it did stays */
  closed: z.boolean().optional(),
})

/** Who asked to be on it, by what they did in the running period. */
export const boardRule = z.object({
  by: z.enum(boardMeasures).default('points'),
  period: z.enum(boardPeriods).default('month'),
  /** so many places are shown on a card */
  places: z.number().int().min(3).max(100).default(10),
})

/** A membership that is paid for. What it multiplies is a multiplier with its id in `plans`. */
export const planRule = z.object({
  id,
  name: z.string().trim().min(1).max(80),
  /** what members read */
  text: z.string().max(1000).optional(),
  priceMinor: z.number().int().min(1).max(mostMinor),
  every: z.enum(planPeriods).default('month'),
  /** with each payment */
  points: z.number().int().min(1).max(1_000_000).optional(),
  /** a reward as a present, each month */
  monthlyReward: id.optional(),
  /** a level by invitation that is held as long as it is paid for */
  tier: id.optional(),
  /** a fee that was given back, or taken by the member's bank, does not end what it paid for */
  keepsOnRefund: z.boolean().optional(),
  /** nobody begins it any more; who has it keeps it */
  closed: z.boolean().optional(),
})
