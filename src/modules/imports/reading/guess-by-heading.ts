import { fitsRole } from './fits-role.ts'
import { plainHeading, rolesOfHeading } from './header-words.ts'
import type { Column, Role, RoleGuess } from './types.ts'

type Candidate = { role: Role; index: number; column: string; score: number }

/** Adds to `roles` what the headings say, wherever the content does not contradict them. */
export function guessByHeading(columns: Column[], rows: string[][], roles: RoleGuess[], closed: Set<Role>): void {
  const sample = rows.slice(0, 1000)
  const candidates = columns
    .flatMap((column) => candidatesOf(column))
    .filter(({ role }) => !closed.has(role))
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
  const taken = new Set(roles.map(({ index }) => index))
  for (const { role, index, column, score } of candidates) {
    if (closed.has(role) || taken.has(index)) continue
    const values = sample.map((cells) => cells[index] ?? '')
    if (!fitsRole(role, values)) continue
    closed.add(role)
    taken.add(index)
    roles.push({ role, index, column, confidence: Math.min(0.99, score), reason: 'header_and_content' })
  }
}

function candidatesOf(column: Column): Candidate[] {
  const { name, index, guess } = column
  const make = (role: Role, score: number): Candidate => ({ role, index, column: name, score })
  const exact = rolesOfHeading(name).map(({ role, rank }) => make(role, 0.95 - Math.min(rank, 80) * 0.004))
  // Shopify calls the order number `Name`; Stripe, Magento and many more call it `ID`.
  if (plainHeading(name) === 'name' && (guess === 'code' || guess === 'number')) exact.push(make('order', 0.85))
  if (['id', 'no', 'nr', 'number'].includes(plainHeading(name))) exact.push(make('order', 0.5))
  if (exact.length > 0) return exact
  const bare = rolesOfHeading(name.replace(/[([].*$/, ''))
  if (bare.length > 0) return bare.map(({ role, rank }) => make(role, 0.9 - Math.min(rank, 80) * 0.004))
  return partial(name).map((role) => make(role, 0.4))
}

const misleading =
  /tax|vat|shipping|ship|discount|fee|delivery|due|birth|áfa|kedvezmény|szállít|esedékes|ндс|скидк|доставк|рожд|تخفیف|مالیات|تولد|podatek|rabat|dostaw|wysył|steuer|rabatt|versand|liefer|fällig|geburt|taxe|tva|remise|livraison|naissance|impuesto|iva|descuento|envío|nacimiento|update|modif|cancel|point/iu

/** Two or more words of a longer heading that are a known heading themselves: `Customer email address`. */
function partial(name: string): Role[] {
  if (misleading.test(name)) return []
  const parts = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
  for (let size = parts.length - 1; size >= 1; size--) {
    for (let start = parts.length - size; start >= 0; start--) {
      const found = rolesOfHeading(parts.slice(start, start + size).join(' '))
      if (found.length > 0) return found.map(({ role }) => role)
    }
  }
  return []
}
