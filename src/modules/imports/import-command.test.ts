import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Locale } from '#platform/i18n'
import { newWorkspace } from '#testing'
import { type CommandOutput, type ImportCommand, runImportCommand } from './import-command.ts'
import { parseMap } from './reading/index.ts'
import { type ReadingChoices, readChoices } from './reading-choices.ts'
import { openShop, readLog } from './testing.ts'

const shop = await openShop()

function terminal() {
  const printed: string[] = []
  const out = { print: (line: string) => void printed.push(line), bar: { update: () => {}, clear: () => {} } }
  return { printed, out }
}

async function runCommand(
  workspaceId: string,
  asked: Partial<ImportCommand>,
  out: CommandOutput,
  locale: Locale = 'en',
) {
  await runImportCommand({ ...shop.deps, workspaceId, locale }, { path: '', dryRun: false, ...asked }, out)
}

test('a log of columns without names is imported by their numbers', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    ' 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n',
    'log.txt',
  )
  const asked = { path, map: parseMap('customer=1,date=2,amount=4'), currency: 'USD' }
  const trial = terminal()
  await runCommand(workspaceId, { ...asked, dryRun: true }, trial.out)
  expect(trial.printed).toContain('3 orders and 0 refunds of 2 customers, from 3 rows.')
  expect(trial.printed.at(-1)).toBe('This was a trial: nothing has been written.')
  expect(await readLog(shop.deps, workspaceId)).toEqual([])
  const real = terminal()
  await runCommand(workspaceId, asked, real.out)
  const log = await readLog(shop.deps, workspaceId)
  expect(log.map(({ properties }) => [properties.total_minor, properties.currency]).toSorted()).toEqual([
    [1177, 'USD'],
    [1200, 'USD'],
    [7700, 'USD'],
  ])
})

test('one bar goes over reading, writing and counting, and never back', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const drawn: { label: string; done: number; total: number }[] = []
  const bar = { update: (at: (typeof drawn)[number]) => void drawn.push(at), clear: () => {} }
  const path = shop.write(
    'order,customer,date,total\n1,anna,2025-01-01,5\n1,anna,2025-01-01,6\n1,anna,2025-01-01,7\n2,bela,2025-01-13,8\n',
  )
  await runCommand(workspaceId, { path }, { print: () => {}, bar })
  expect([...new Set(drawn.map(({ label }) => label))]).toEqual(['Reading', 'Writing', 'Counting'])
  const shares = drawn.map(({ done, total }) => done / total)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect([shares[0], shares.at(-1)]).toEqual([0, 1])
})

test('where a file can be read in two ways the terminal says which was taken and how to change it', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write('order,customer,date,total\n1,anna,03/04/2025,5\n1,anna,03/04/2025,5\n2,bela,05/06/2025,8\n')
  const run = async (reading: ReadingChoices = {}) => {
    const { printed, out } = terminal()
    await runCommand(workspaceId, { path, dryRun: true, reading }, out)
    return printed
  }
  const guessed = await run()
  expect(guessed.filter((line) => line.includes('--')).map((line) => line.replace(/.*(?=--)/, ''))).toEqual([
    '--dates dmy, mdy or ymd.',
    '--amount line.',
  ])
  expect(guessed.find((line) => line.startsWith('From'))).toMatch(/^From 3 Apr 2025 to 5 Jun 2025, revenue .*13/)
  const told = await run(readChoices({ dates: 'mdy', amount: 'line' }))
  expect(told.filter((line) => line.includes('--'))).toEqual([])
  expect(told.find((line) => line.startsWith('From'))).toMatch(/^From 4 Mar 2025 to 6 May 2025, revenue .*18/)
  expect(() => readChoices({ dates: 'day first' })).toThrow(expect.objectContaining({ reason: 'bad_reading' }))
})

test('rows that cannot be read are listed in a file beside it, safe for a spreadsheet', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    'order,customer,date,total\n1,anna,2025-01-01,5\n2,=HYPERLINK("x"),2025-01-01,five\n3,bela,2025-01-02,6\n',
  )
  const { printed, out } = terminal()
  await runCommand(workspaceId, { path }, out, 'pl')
  expect(printed.at(-1)).toBe(`Nie da się odczytać wierszy: 1; lista w ${path}.errors.csv.`)
  const list = readFileSync(`${path}.errors.csv`, 'utf8')
  expect(list.split('\r\n')[1]).toBe(
    `3,bad_amount,Kwota nie jest liczbą.,total: five,2,"'=HYPERLINK(""x"")",2025-01-01,five`,
  )
})
