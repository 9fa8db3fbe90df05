import { expect, test } from 'vitest'
import { guessMapping } from './guess-mapping.ts'
import { sniffFile } from './sniff-file.ts'
import { writeFile } from './testing.ts'

async function rolesOf(text: string): Promise<Record<string, string>> {
  const { columns, sample } = await sniffFile(writeFile(text))
  const { roles } = guessMapping(columns, sample)
  return Object.fromEntries(roles.map(({ column, role }) => [column, role]))
}

test('`Amount` beside a price is how many, where nothing else counts the pieces', async () => {
  const sold = 'date,customer,item,Amount,Price\n2024-01-25,ann,Tea,2,30.50\n2024-01-26,bob,Cake,1,46.00\n'
  expect(await rolesOf(sold)).toMatchObject({ Amount: 'quantity', Price: 'price' })
})

test.each([
  ['it is money, with cents', '61.00,30.50\n2024-01-26,bob,46.00,46.00'],
  ['it is as much as the price', '1000,1000\n2024-01-26,bob,500,500'],
  ['it is the price less a discount', '900,1000\n2024-01-26,bob,450,500'],
])('`Amount` beside a price is money where %s', async (_why, cells) => {
  const sold = `date,customer,Amount,Price\n2024-01-25,ann,${cells}\n`
  expect(await rolesOf(sold)).toMatchObject({ Amount: 'amount' })
})

test('a cost that is the only money is what the customer paid', async () => {
  const sold = 'Date,Customer_Name,Total_Items,Total_Cost\n2024-01-25,Ann Lee,3,71.65\n2024-01-26,Bob Ray,2,25.93\n'
  expect(await rolesOf(sold)).toMatchObject({ Total_Items: 'quantity', Total_Cost: 'amount' })
})

test('a cost beside a price or a total stays what the goods cost the shop', async () => {
  const sold = 'Date,Customer,Quantity,Price,Cost\n2024-01-25,ann,3,71.65,31.00\n2024-01-26,bob,2,25.93,12.00\n'
  expect(await rolesOf(sold)).toMatchObject({ Price: 'price', Cost: 'cost' })
})
