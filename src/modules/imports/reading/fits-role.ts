import { isBlank } from './blank.ts'
import { currencyOf } from './currency-words.ts'
import { readFlag } from './flag-words.ts'
import { sniffDates } from './sniff-dates.ts'
import { sniffNumbers } from './sniff-numbers.ts'
import { columnShape, shapeOf } from './sniff-shape.ts'
import type { Role } from './types.ts'

/** Whether the cells of a column can be what its heading promises. Empty columns can be nothing but what has not happened yet. */
export function fitsRole(role: Role, values: string[]): boolean {
  const filled = values.filter((value) => !isBlank(value))
  if (role === 'returned' || role === 'cancelled') return filled.every((value) => readFlag(value) !== undefined)
  if (filled.length === 0) return false
  switch (role) {
    case 'date':
      return sniffDates(filled) !== undefined
    case 'time':
      return share(filled, (value) => shapeOf(value) === 'time' || /^\d{6}$/.test(value)) > 0.5
    case 'amount':
    case 'quantity':
    case 'price':
    case 'cost':
      return columnShape(filled) !== 'date' && sniffNumbers(filled).fits > 0.5
    case 'refund':
      // `Refunded?` of yes and no, as 1 and 0, is no money.
      return !filled.every((value) => /^[01]$/.test(value.trim())) && sniffNumbers(filled).fits > 0.5
    case 'email':
      return share(filled, (value) => value.includes('@')) > 0.5
    case 'currency':
      return share(filled, (value) => currencyOf(value) !== undefined || /^[A-Za-z]{3}$/.test(value.trim())) > 0.5
    case 'phone':
      return share(filled, (value) => (value.match(/\p{Nd}/gu)?.length ?? 0) >= 6) > 0.5
    case 'name':
    case 'first_name':
    case 'last_name':
    case 'product_name':
    case 'category':
    case 'country':
    case 'city':
      return share(filled, (value) => /\p{L}/u.test(value)) > 0.5 && columnShape(filled) !== 'email'
    case 'customer':
    case 'order':
      return columnShape(filled) !== 'date'
    default:
      return true
  }
}

const share = (values: string[], test: (value: string) => boolean): number => values.filter(test).length / values.length
