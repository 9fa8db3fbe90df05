import { isCurrency } from '#platform/money'

export type Amount = { major: number; currency: string }

/** The money in an event, in major units as the wire formats carry it; a refund counts against. */
export function eventAmount(event: string, properties: Record<string, unknown>, fallback: string): Amount | undefined {
  const major = [properties.total, properties.revenue, properties.amount].map(numberOf).find((one) => one !== undefined)
  if (major === undefined) return undefined
  const named = typeof properties.currency === 'string' ? properties.currency.toUpperCase() : fallback
  const currency = isCurrency(named) ? named : fallback
  if (!isCurrency(currency)) return undefined
  return { major: event === 'Order Refunded' ? -Math.abs(major) : major, currency }
}

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
