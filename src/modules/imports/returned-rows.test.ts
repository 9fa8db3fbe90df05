import { expect, test } from 'vitest'
import { newWorkspace } from '#testing'
import { openShop, readLog, tryExport } from './testing.ts'

const shop = await openShop()

/** One customer's sale of 20 came back on a row of its own, whose amount is above zero. */
const ownRows: [name: string, content: string][] = [
  [
    'a flag, under the number of the sale',
    `order,customer,date,amount,returned
1,ann,2024-01-25,10.00,No
2,bob,2024-01-26,20.00,No
2,bob,2024-02-09,20.00,Yes
3,ann,2024-02-25,5.00,No
`,
  ],
  [
    'a flag, the newest first',
    `order,customer,date,amount,Is Return
3,ann,2024-02-25,5.00,FALSE
2,bob,2024-02-09,20.00,TRUE
2,bob,2024-01-26,20.00,FALSE
1,ann,2024-01-25,10.00,FALSE
`,
  ],
  [
    'a flag, under a number of its own',
    `Чек;Карта гостя;Дата;Товар;Количество;Сумма;Возврат
1;7001;25.01.2024;Чай;1;10,00;Нет
2;7002;26.01.2024;Торт;1;20,00;Нет
V-9;7002;09.02.2024;Торт;1;20,00;Да
3;7001;25.02.2024;Чай;1;5,00;Нет
`,
  ],
  [
    'a state',
    `Numer zamówienia;Klient;Data zamówienia;Produkt;Wartość;Status
1;ann;2024-01-25;Herbata;10,00;Zrealizowane
2;bob;2024-01-26;Ciasto;20,00;Zrealizowane
2;bob;2024-02-09;Ciasto;20,00;Zwrócone
3;ann;2024-02-25;Herbata;5,00;Zrealizowane
`,
  ],
  [
    'price times quantity',
    `order,customer,date,sku,quantity,price,returned
1,ann,2024-01-25,T,1,10.00,0
2,bob,2024-01-26,C,2,10.00,0
2,bob,2024-02-09,C,2,10.00,1
3,ann,2024-02-25,T,1,5.00,0
`,
  ],
]

test.each(ownRows)('what came back on a row of its own gives back another row: %s', async (name, content) => {
  expect(await tryExport(shop, name, content)).toMatchObject({ orders: 3, refunds: 1, customers: 2, revenue: 3500 })
  const workspaceId = await newWorkspace(shop.deps.db)
  await shop.take(workspaceId, shop.write(content))
  const back = (await readLog(shop.deps, workspaceId)).filter(({ event }) => event === 'Order Refunded')
  expect(back.map(({ properties }) => [properties.total_minor, properties.day])).toEqual([[2000, '2024-02-09']])
})

test('what is said of the sale and once more on a row below zero is given back once', async () => {
  const content = `order,customer,date,sku,amount,status
1,ann,2024-01-25,T,10.00,completed
2,bob,2024-01-26,C,20.00,refunded
R2,bob,2024-02-09,C,-20.00,refunded
3,ann,2024-02-25,T,5.00,completed
`
  const workspaceId = await newWorkspace(shop.deps.db)
  await shop.take(workspaceId, shop.write(content))
  const log = await readLog(shop.deps, workspaceId)
  expect(log.map(({ event, properties: p }) => [event, p.order_id, p.total_minor]).toSorted()).toEqual([
    ['Order Completed', '1', 1000],
    ['Order Completed', '2', 2000],
    ['Order Completed', '3', 500],
    ['Order Refunded', 'R2', 2000],
  ])
})

test('who buys the same again and again may have sent one of them back: the sale and its return stand in one row', async () => {
  const months = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))
  const rows = months.flatMap((month) => [
    `a${month},ann,2024-${month}-25,Box,25.00,${month === '05' ? 'yes' : 'no'}`,
    `b${month},bob,2024-${month}-26,Box,25.00,no`,
  ])
  const content = `order,customer,date,product,amount,returned\n${rows.join('\n')}\n`
  expect(await tryExport(shop, 'boxes', content)).toMatchObject({ orders: 24, refunds: 1, revenue: 60_000 })
})
