import { expect, test } from 'vitest'
import { release } from './block.ts'

test('the memory of rows that were given back is free at once, without the collector', () => {
  const size = 64 * 1024 * 1024
  const before = process.memoryUsage().arrayBuffers
  const rows = new Uint8Array(size)
  expect(process.memoryUsage().arrayBuffers).toBeGreaterThan(before + size / 2)
  release(rows)
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + size / 2)
  expect(rows.length).toBe(0)
})
