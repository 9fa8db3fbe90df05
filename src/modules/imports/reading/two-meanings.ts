import type { ColumnNumbers } from './column-numbers.ts'
import { plainHeading } from './header-words.ts'
import type { Candidate } from './paid-amount.ts'

/** Gives words that mean two things the role that what stands beside them leaves them. */
export function settleWords(found: Candidate[], numbers: ColumnNumbers): Candidate[] {
  return costAsAmount(amountAsQuantity(found, numbers))
}

/** `Amount` beside `Price`, and nothing that counts pieces: a line seldom comes to less than half of what one piece costs. */
function amountAsQuantity(found: Candidate[], numbers: ColumnNumbers): Candidate[] {
  if (found.some(({ role }) => role === 'quantity')) return found
  const prices = found.filter(({ role }) => role === 'price')
  return found.map((candidate) => {
    if (candidate.role !== 'amount' || plainHeading(candidate.column) !== 'amount') return candidate
    const pieces = numbers(candidate.index)?.map((value) => Math.abs(value ?? 0)) ?? []
    const sold = pieces.flatMap((value, row) => (value > 0 ? [row] : []))
    const isSmall = (row: number, price: number) => (pieces[row] ?? 0) <= price / 2
    const isCount =
      sold.length > 0 &&
      pieces.every((value) => Number.isInteger(value) && value < 1000) &&
      prices.some(({ index }) => {
        const each = numbers(index)
        return sold.filter((row) => isSmall(row, Math.abs(each?.[row] ?? 0))).length > sold.length / 2
      })
    return isCount ? { ...candidate, role: 'quantity' } : candidate
  })
}

/** The only money of purchases, called `Cost`, is what they cost the customer, and not the shop. */
function costAsAmount(found: Candidate[]): Candidate[] {
  const has = (...roles: Candidate['role'][]) => found.some(({ role }) => roles.includes(role))
  if (has('amount', 'price', 'event') || !has('date')) return found
  return found.map((candidate) =>
    candidate.role === 'cost' && candidate.score > 0.5 ? { ...candidate, role: 'amount', score: 0.6 } : candidate,
  )
}
