import { expect, test } from 'vitest'
import { newWorkspace } from '#testing'
import { openShop, readLog, tryExport } from './testing.ts'

const shop = await openShop()

const sheet = (heading: string, [first, second, third]: [string, string, string]): string =>
  `order;customer;date;total;${heading}
1;ann;2024-01-25;10.00;${first}
2;bob;2024-01-26;7.50;${second}
3;ann;2024-02-25;5.00;${third}
`

test.each([
  ['IsReturned', 'Yes', 'No'],
  ['Returned', 'TRUE', 'FALSE'],
  ['Refunded?', 'Y', 'N'],
  ['Refunded (Y/N)', '1', '0'],
  ['Returned', 'Returned', 'Not returned'],
  ['Order is returned', 'yes', ''],
  ['Visszáru', 'igen', 'nem'],
  ['Возврат', 'Да', 'Нет'],
  ['مرجوعی', 'بله', 'خیر'],
  ['Zwrot', 'tak', 'nie'],
])('%s = %s gives the money back', async (heading, yes, no) => {
  const found = await tryExport(shop, 'flags', sheet(heading, [no, yes, no]))
  expect(found).toMatchObject({ orders: 3, refunds: 1, customers: 2, revenue: 2250, errors: 0, skipped: {} })
})

test.each([
  ['IsCancelled', 'true', 'false'],
  ['Canceled at', '2024-01-27 10:15:00', ''],
  ['Void', 'X', ''],
  ['Törölve', 'igen', 'nem'],
  ['Отменён', 'да', 'нет'],
  ['لغو شده', 'بله', 'خیر'],
  ['Anulowane', 'tak', 'nie'],
])('%s = %s is no sale', async (heading, yes, no) => {
  const found = await tryExport(shop, 'flags', sheet(heading, [no, yes, no]))
  expect(found).toMatchObject({ orders: 2, refunds: 0, customers: 1, revenue: 1500, errors: 0, skipped: {} })
})

test('of an order of several lines that which was returned gives back its own money', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const file = shop.write(
    'order,customer,date,product,quantity,price,total,returned\n1,ann,2024-01-25,tea,1,5,5,\n1,ann,2024-01-25,cake,1,7,7,yes\n1,ann,2024-01-25,jam,1,3,3,\n',
  )
  await shop.take(workspaceId, file)
  const log = await readLog(shop.deps, workspaceId)
  expect(log.map(({ event, properties }) => [event, properties.total_minor]).toSorted()).toEqual([
    ['Order Completed', 1500],
    ['Order Refunded', 700],
  ])
})

test('what the first line of an order says of its cancellation holds for the order', async () => {
  const found = await tryExport(
    shop,
    'Shopify',
    `Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at
#1002,bob@x.com,pending,EUR,19.00,2024-02-05 10:00:00 +0100,1,Cake,10.00,2024-02-06 09:00:00 +0100
#1002,bob@x.com,,,,2024-02-05 10:00:00 +0100,1,Tea,9.00,
#1001,ann@x.com,paid,EUR,10.00,2024-01-05 10:00:00 +0100,2,Tea,5.00,
`,
  )
  expect(found).toMatchObject({ orders: 1, refunds: 0, customers: 1, revenue: 1000 })
})

test('of people the same word is what is kept of them', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write('customer,email,name,cancelled\n1,a@x.com,Ann,yes\n2,b@x.com,Bob,no\n', 'people.csv')
  const { kind, mapping } = await shop.draft(workspaceId, path)
  expect([kind, mapping.traits]).toEqual(['customers', { cancelled: 3 }])
})
