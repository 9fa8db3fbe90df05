import { expect, test } from 'vitest'
import { loadConfig } from '#platform/config'
import { DomainError } from '#platform/errors'
import { exitCodeOf } from './exit-codes.ts'
import { readOptions } from './options.ts'

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

test('what was typed, the installation and a fault of ours end with codes of their own', () => {
  expect(exitCodeOf(thrownBy(() => readOptions(['--colour'], {})))).toBe(2)
  expect(exitCodeOf(thrownBy(() => loadConfig({ PORT: 'eighty' })))).toBe(5)
  expect(exitCodeOf(new DomainError('unavailable', 'disk_full', 'The disk is full.'))).toBe(5)
  expect(exitCodeOf(new TypeError('of undefined'))).toBe(1)
  expect(exitCodeOf(new DomainError('invalid', 'import_broken', 'Broken.'))).toBe(1)
})
