import { expect, test } from 'vitest'
import { importMapping } from '#contract/imports'
import { assignColumn, missingRoles, roleOfColumn } from './change-column.ts'

const mapping = importMapping.parse({
  columns: { customer: 0, date: 1, amount: 2 },
  traits: { city: 3 },
  delimiter: ';',
  encoding: 'utf-8',
  hasHeader: true,
})

test('a role belongs to one column and a column has one role', () => {
  const changed = assignColumn(mapping, 3, 'city', 'customer')
  expect(changed.columns).toEqual({ customer: 3, date: 1, amount: 2 })
  expect(changed.traits).toEqual({})
  expect(roleOfColumn(changed, 0)).toBe('none')
})

test('a column can be kept as a trait under its own name, or not used', () => {
  expect(roleOfColumn(assignColumn(mapping, 2, 'total', 'trait'), 2)).toBe('trait')
  expect(assignColumn(mapping, 3, 'city', 'none').traits).toEqual({})
})

test('the wizard asks for who, when and how much, as far as the kind of file needs them', () => {
  const bare = { ...mapping, columns: {} }
  expect(missingRoles('orders', bare)).toEqual(['customer', 'date', 'amount'])
  expect(missingRoles('customers', bare)).toEqual(['customer'])
  expect(missingRoles('events', bare)).toEqual([])
  expect(missingRoles('orders', mapping)).toEqual([])
})
