import type { ImportMapping } from '#contract/imports'

/** What a column is used as: a role, `trait` when kept under its own name, `none`. */
export function roleOfColumn(mapping: ImportMapping, index: number): string {
  const role = Object.entries(mapping.columns).find(([, column]) => column === index)?.[0]
  if (role !== undefined) return role
  return Object.values(mapping.traits).includes(index) ? 'trait' : 'none'
}

/** A column has one use and a role belongs to one column, so both are taken from whoever had them. */
export function assignColumn(mapping: ImportMapping, index: number, name: string, role: string): ImportMapping {
  const keep = (uses: Record<string, number>) =>
    Object.fromEntries(Object.entries(uses).filter(([key, column]) => column !== index && key !== role))
  const columns = keep(mapping.columns)
  const traits = Object.fromEntries(Object.entries(mapping.traits).filter(([, column]) => column !== index))
  if (role === 'trait') return { ...mapping, columns, traits: { ...traits, [name]: index } }
  return { ...mapping, columns: role === 'none' ? columns : { ...columns, [role]: index }, traits }
}

/** Which of who, when and how much nobody has pointed at yet. */
export function missingRoles(kind: 'orders' | 'customers' | 'events', { columns }: ImportMapping): string[] {
  const has = (...roles: string[]) => roles.some((role) => columns[role] !== undefined)
  if (kind === 'events') return []
  const namesPeople = has('name') || (has('first_name') && has('last_name'))
  return [
    ...(has('customer', 'email', 'phone') || (kind === 'orders' && namesPeople) ? [] : ['customer']),
    ...(kind === 'customers' || has('date') ? [] : ['date']),
    ...(kind === 'customers' || has('amount', 'price') ? [] : ['amount']),
  ]
}
