/**
 * Bands are chosen on cost. Two acts are weighed against what somebody who stays brings in a year (V average orders):
 * a message costs 1 % of an average order and keeps 3 in 100 of those who would not have come; a personal call or a present
 * costs 15 % and keeps 10 in 100. Medium begins where the message pays for itself, high where the call does better than the
 * message: risk × V × (10 % − 3 %) > 15 % − 1 %. Within limits, so that a band keeps a meaning in every shop.
 */
export function chooseThresholds(ordersAYear: number): { medium: number; high: number } {
  const value = Math.max(0.1, ordersAYear)
  const high = clamp((call.cost - message.cost) / ((call.keeps - message.keeps) * value), 0.5, 0.9)
  const medium = clamp(message.cost / (message.keeps * value), 0.25, 0.7 * high)
  return { medium, high }
}

const message = { cost: 0.01, keeps: 0.03 }
const call = { cost: 0.15, keeps: 0.1 }

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
