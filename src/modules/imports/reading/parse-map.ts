import { failFile } from './fail.ts'
import { plainHeading } from './header-words.ts'
import type { Column, Role } from './types.ts'

/** A role set by a person: the column by its heading or its 1-based number. */
export type MapEntry = { role: Role; column: string }

const roles: readonly Role[] = [
  ...(['customer', 'email', 'phone', 'name', 'first_name', 'last_name', 'order', 'date', 'time', 'amount'] as const),
  ...([
    'quantity',
    'price',
    'product',
    'product_name',
    'category',
    'cost',
    'currency',
    'status',
    'kind',
    'returned',
    'cancelled',
    'refund',
  ] as const),
  ...(['event', 'country', 'city'] as const),
]

/**
 * Reads `customer=1,date=Order Date,amount=Total`. An empty column (`cost=`) says that no column has the role.
 * A comma inside a heading is kept when what follows it holds no `=`. Throws bad_map or unknown_role.
 */
export function parseMap(text: string): MapEntry[] {
  const parts: string[] = []
  for (const part of text.split(',')) {
    if (part.includes('=') || parts.length === 0) parts.push(part)
    else parts.push(`${parts.pop()},${part}`)
  }
  return parts
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.indexOf('=')
      if (at < 1) throw failFile('bad_map', `“${part.trim()}” is not of the form role=column.`, { text: part.trim() })
      const name = part
        .slice(0, at)
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
      const role = roles.find((known) => known === name)
      if (!role)
        throw failFile('unknown_role', `There is no role “${name}”. Known: ${roles.join(', ')}.`, { role: name, roles })
      return { role, column: part.slice(at + 1).trim() }
    })
}

/** The index of a column named by a person; throws unknown_column with the nearest headings and all of them. */
export function findColumn(columns: Column[], wanted: string): number {
  const exact = columns.find(({ name }) => name === wanted)
  if (exact) return exact.index
  const plain = plainHeading(wanted)
  const same = columns.find(({ name }) => plainHeading(name) === plain && plain !== '')
  if (same) return same.index
  if (/^\d+$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= columns.length) return Number(wanted) - 1
  const available = columns.map(({ name }) => name)
  const nearest = available
    .map((name) => ({ name, distance: editDistance(plainHeading(name), plain) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
  const message = `There is no column “${wanted}”. Nearest: ${nearest.join(', ')}. Available: ${available.slice(0, 50).join(', ')}.`
  throw failFile('unknown_column', message, { column: wanted, nearest, available })
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
