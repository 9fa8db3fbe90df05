import { expect, test } from 'vitest'
import { guessMapping } from './guess-mapping.ts'
import { sniffFile } from './sniff-file.ts'
import { writeFile } from './testing.ts'

async function costIs(heading: string, lines: string[]): Promise<string> {
  const { columns, sample } = await sniffFile(writeFile(`${[heading, ...lines].join('\n')}\n`))
  const mapping = guessMapping(columns, sample)
  expect(mapping.roles.map(({ role }) => role)).toContain('cost')
  return mapping.costIs
}

const sold = (costs: number[]) =>
  costs.map((cost, index) => `${index},c${index % 3},2024-01-${10 + index},Tea,${index + 1},10.00,${cost.toFixed(2)}`)
const heading = 'order,customer,date,product,quantity,price'

test('a cost is of one piece where it stays below the price', async () => {
  expect(await costIs(`${heading},cost`, sold([6, 6, 6, 6, 6]))).toBe('piece')
  expect(await costIs(`${heading},Unit cost`, sold([6, 6, 6, 6, 6]))).toBe('piece')
})

test('it is of the whole row where most rows of several pieces would else be sold below what they cost', async () => {
  expect(await costIs(`${heading},cost`, sold([6, 12, 18, 24, 30]))).toBe('row')
  expect(await costIs(`${heading},COGS`, sold([6, 12, 5, 24, 30]))).toBe('row')
})

test('it is of the whole row where its heading says so, however little it is', async () => {
  const little = sold([1, 2, 3, 4, 5])
  expect(await costIs(`${heading},Total cost`, little)).toBe('row')
  expect(await costIs(`${heading},cost`, little)).toBe('piece')
})

test('rows of one piece, or without a quantity, say nothing of it', async () => {
  expect(
    await costIs('order,customer,date,amount,cost', ['1,a,2024-01-10,10.00,6.00', '2,b,2024-01-11,20.00,12.00']),
  ).toBe('piece')
})
