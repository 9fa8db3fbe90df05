import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arrivals } from './chdb-arrivals.ts'

test('rows are in a file while they are taken in and no longer, whether they were or not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-arrivals-'))
  writeFileSync(join(folder, 'of-one-that-was-killed'), 'x')
  const arriving = arrivals(folder)
  expect(readdirSync(folder)).toEqual([])
  const rows = Uint8Array.of(0, 255, 10, 39)
  const seen = await arriving.use(rows, async (file) => {
    const mode = (statSync(folder).mode & 0o777) | (statSync(file).mode & 0o777)
    return { file, mode, bytes: new Uint8Array(readFileSync(file)) }
  })
  expect(seen.bytes).toEqual(rows)
  expect(seen.mode).toBe(0o700)
  expect(existsSync(seen.file)).toBe(false)
  const refused = arriving.use(rows, () => Promise.reject(new Error('refused')))
  await expect(refused).rejects.toThrow('refused')
  expect(readdirSync(folder)).toEqual([])
})

test('a disk that is full is told as ClickHouse tells it: it passes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-arrivals-'))
  const arriving = arrivals(folder)
  symlinkSync('/dev/full', join(folder, '0'))
  const taken = arriving.use(Uint8Array.of(1), async () => 'taken')
  await expect(taken).rejects.toThrow(/^Code: 243\. .*no space left on device.* \(NOT_ENOUGH_SPACE\)$/)
  expect(readdirSync(folder)).toEqual([])
})
