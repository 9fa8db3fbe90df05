import { expect, test } from 'vitest'
import { newWorkspace } from '#testing'
import { type Logged, openShop, readLog } from './testing.ts'

const shop = await openShop()

const lines = (...rows: string[]) => `${rows.join('\n')}\n`
const named = (log: Logged[], event: string) => log.filter((logged) => logged.event === event)

test('lines of one order become one event, wherever they stand in the file', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'Order ID,Customer ID,Order Date,SKU,Product Name,Quantity,Unit Price,Country',
      'A1,anna,2025-05-01 10:00:00,S1,Tea,2,3.50,Hungary',
      'A2,bela,2025-05-02 11:30:00,S2,Cake,1,4.20,Hungary',
      'A1,anna,2025-05-01 10:00:00,S2,Cake,1,4.20,Hungary',
      'A1,anna,2025-05-01 10:00:00,S2,Cake,1,4.20,Hungary',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({
    rows: 4,
    rowsUsed: 4,
    orders: 2,
    customers: 2,
    eventsWritten: 2,
    eventsProjected: 2,
  })
  const [order] = named(await readLog(shop.deps, workspaceId), 'Order Completed').filter(
    ({ userId }) => userId === 'anna',
  )
  expect(order).toMatchObject({
    at: '2025-05-01T10:00:00Z',
    traits: { country: 'Hungary' },
    properties: { order_id: 'A1', total: 15.4, total_minor: 1540, currency: 'EUR', day: '2025-05-01' },
  })
  expect(order?.properties.products).toEqual([
    { product_id: 'S1', name: 'Tea', price: 3.5, quantity: 2 },
    { product_id: 'S2', name: 'Cake', price: 4.2, quantity: 1 },
    { product_id: 'S2', name: 'Cake', price: 4.2, quantity: 1 },
  ])
})

test('times are of the zone, days as they stand in the file', async () => {
  const workspaceId = await newWorkspace(shop.deps.db, { timeZone: 'Europe/Budapest' })
  const path = shop.write(
    lines(
      'order,customer,date,total',
      '1,anna,2025-07-01 00:30:00,10.00',
      '2,anna,2025-12-01 00:30:00,10.00',
      '3,anna,2025-03-30 02:30:00,10.00',
    ),
  )
  await shop.take(workspaceId, path)
  const log = named(await readLog(shop.deps, workspaceId), 'Order Completed')
  const when = Object.fromEntries(log.map(({ at, properties }) => [properties.order_id, [at, properties.day]]))
  expect(when).toEqual({
    1: ['2025-06-30T22:30:00Z', '2025-07-01'],
    2: ['2025-11-30T23:30:00Z', '2025-12-01'],
    // An hour that the clocks skipped.
    3: ['2025-03-30T01:30:00Z', '2025-03-30'],
  })
})

test('credit notes, negative lines and statuses give money back', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'Order,Customer,Date,Total,Status',
      '1,anna,2025-01-01,50.00,paid',
      'C2,anna,2025-01-02,20.00,paid',
      '3,bela,2025-01-03,-5.00,paid',
      '4,bela,2025-01-04,30.00,refunded',
      '5,cili,2025-01-05,40.00,cancelled',
      '6,cili,2025-01-06,40.00,partially_refunded',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 3, refunds: 3, refundRows: 2 })
  const log = await readLog(shop.deps, workspaceId)
  const told = (event: string) =>
    Object.fromEntries(named(log, event).map(({ properties }) => [properties.order_id, properties.total_minor]))
  expect(told('Order Completed')).toEqual({ 1: 5000, 4: 3000, 6: 4000 })
  expect(told('Order Refunded')).toEqual({ C2: 2000, 3: 500, 4: 3000 })
  expect(told('Order Cancelled')).toEqual({ 5: 0 })
})

test('rows without a customer and without worth are left out, counted with their money', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,date,quantity,price',
      '1,anna,2025-01-01,1,5.00',
      '2,,2025-01-01,2,7.50',
      '3,bela,2025-01-01,1,0.00',
      '4,bela,2025-01-01,1,0.001',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress.skipped).toEqual({ no_customer: 1, zero_total: 2 })
  expect(progress.skippedMinor).toMatchObject({ no_customer: 1500 })
  expect(progress).toMatchObject({ orders: 1, rowsUsed: 1, errors: 0 })
})

test('an amount that is of the order counts once, its customer is carried to the next lines', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'Name,Email,Created at,Total,Lineitem name,Lineitem quantity,Lineitem price,Currency',
      '#1001,anna@example.com,2025-02-01 09:00:00 +0100,25.00,Tea,2,10.00,EUR',
      '#1001,,,,Cake,1,5.00,',
      '#1002,bela@example.com,2025-02-01 23:30:00 -0500,9.90,Tea,1,9.90,EUR',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 2, customers: 2, rowsUsed: 3 })
  const log = named(await readLog(shop.deps, workspaceId), 'Order Completed')
  const first = log.find(({ properties }) => properties.order_id === '#1001')
  expect(first).toMatchObject({ userId: null, at: '2025-02-01T08:00:00Z', traits: { email: 'anna@example.com' } })
  expect(first?.properties).toMatchObject({ total_minor: 2500, day: '2025-02-01' })
  expect(first?.properties.products).toHaveLength(2)
  expect(log.find(({ properties }) => properties.order_id === '#1002')).toMatchObject({ at: '2025-02-02T04:30:00Z' })
})

test('a log without order numbers: every row is a purchase, equal rows too', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    ' 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n 00002 19970112  5   77.00\n',
    'master.txt',
  )
  const map = [
    { role: 'customer', column: '1' },
    { role: 'date', column: '2' },
    { role: 'amount', column: '4' },
  ] as const
  const first = await shop.take(workspaceId, path, { map: [...map], kind: 'orders' })
  expect(first.progress).toMatchObject({ rows: 4, orders: 4, customers: 2, duplicates: 0 })
  const again = await shop.take(workspaceId, path, { map: [...map], kind: 'orders' })
  expect(again.progress).toMatchObject({ rows: 4, orders: 4, duplicates: 4, eventsWritten: 0 })
  const days = named(await readLog(shop.deps, workspaceId), 'Order Completed').map(({ properties }) => properties.day)
  expect(days.toSorted()).toEqual(['1997-01-01', '1997-01-12', '1997-01-12', '1997-01-12'])
})

test('each order keeps its currency; an empty workspace takes the one most rows have', async () => {
  const workspaceId = await newWorkspace(shop.deps.db, { currency: 'EUR' })
  const path = shop.write(
    lines(
      'order,customer,date,total,currency',
      '1,a,2025-01-01,1000,HUF',
      '2,b,2025-01-01,2500,HUF',
      '3,c,2025-01-01,990,JPY',
    ),
  )
  await shop.take(workspaceId, path)
  const log = await readLog(shop.deps, workspaceId)
  const money = Object.fromEntries(log.map(({ properties: p }) => [p.order_id, [p.total_minor, p.currency]]))
  expect(money).toEqual({ 1: [100_000, 'HUF'], 2: [250_000, 'HUF'], 3: [990, 'JPY'] })
  const { preview } = { preview: await shop.draft(workspaceId, path) }
  expect(preview.sameFileAs).not.toBeNull()
})

test('of an order that tells its e-mail on one line only, nothing is split off', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,email,date,price,quantity,status',
      '1,7,Anna@Example.com,2025-01-01,5.00,1,paid',
      '1,7,,2025-01-01,7.00,1,',
      '2,,bela@example.com,2025-01-02,5.00,1,cancelled',
      '2,,BELA@example.com ,2025-01-02,7.00,1,',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 1, customers: 1, errors: 0 })
  const log = await readLog(shop.deps, workspaceId)
  expect(log.map(({ event, properties: p }) => [event, p.order_id, p.total_minor])).toEqual(
    expect.arrayContaining([
      ['Order Completed', '1', 1200],
      ['Order Cancelled', '2', 0],
    ]),
  )
})

test('a line that was struck off or sent back takes only its own money along', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,date,item,quantity,price,status',
      '1,anna,2025-01-01,Tea,1,5.00,delivered',
      '1,anna,2025-01-01,Cake,1,7.00,cancelled',
      '2,bela,2025-01-02,Tea,1,5.00,delivered',
      '2,bela,2025-01-02,Cake,1,7.00,returned',
    ),
  )
  await shop.take(workspaceId, path)
  const log = await readLog(shop.deps, workspaceId)
  expect(log.map(({ event, properties: p }) => [event, p.order_id, p.total_minor]).toSorted()).toEqual([
    ['Order Completed', '1', 500],
    ['Order Completed', '2', 1200],
    ['Order Refunded', '2', 700],
  ])
})

test('where the amount is of the order, what is given back in a row below it is given back', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,date,order total,item',
      '1,anna,2025-01-01,10.00,Tea',
      '1,anna,2025-01-01,10.00,Cake',
      '2,bela,2025-01-02,7.00,Tea',
      '2,bela,2025-01-02,7.00,Cake',
      '3,cili,2025-01-03,5.00,Tea',
      '3,cili,2025-01-03,5.00,Scone',
      '4,dora,2025-01-03,8.00,Tea',
      '4,dora,2025-01-03,8.00,Scone',
      '5,emma,2025-01-03,9.00,Tea',
      '5,emma,2025-01-03,9.00,Scone',
      '5,emma,2025-01-20,-9.00,Tea',
      '6,fanni,2025-01-04,6.00,Tea',
      '6,fanni,2025-01-04,6.00,Scone',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 6, refunds: 1 })
  const [back] = named(await readLog(shop.deps, workspaceId), 'Order Refunded')
  expect(back?.properties).toMatchObject({ order_id: '5', total_minor: 900, day: '2025-01-20' })
})

test('a discount among the lines of an order makes it cheaper, what came back is a refund', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,date,item,quantity,amount',
      '1,anna,2025-01-01,Tea,2,10.00',
      '1,anna,2025-01-01,Voucher,1,-4.00',
      '2,bela,2025-01-02,Cake,1,7.00',
      '2,bela,2025-01-02,Cake,-1,-7.00',
      '3,cili,2025-01-03,Tea,1,5.00',
      '3,cili,2025-01-09,Tea,1,-5.00',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 3, refunds: 2, customers: 3 })
  const log = await readLog(shop.deps, workspaceId)
  expect(log.map(({ event, properties: p }) => [event, p.order_id, p.total_minor]).toSorted()).toEqual([
    ['Order Completed', '1', 600],
    ['Order Completed', '2', 700],
    ['Order Completed', '3', 500],
    ['Order Refunded', '2', 700],
    ['Order Refunded', '3', 500],
  ])
})

test('a row that is a refund by its kind gives back the sale of another row', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'Дата;Номер;Контрагент;Вид операции;Сумма',
      '05.01.2025;1;Анна;Продажа;1 000,00',
      '25.01.2025;2;Анна;Возврат;1 000,00',
      '26.01.2025;3;Борис;Счёт на оплату;500,00',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 1, refunds: 1, refundRows: 1, skipped: { not_ordered: 1 } })
})

test('order numbers that begin with C are credit notes only among plain numbers', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines('order,customer,date,total', 'C1001,anna,2025-01-01,5.00', 'C1002,bela,2025-01-02,7.00'),
  )
  expect((await shop.take(workspaceId, path)).progress).toMatchObject({ orders: 2, refunds: 0 })
})

test('nobody in particular is nobody: guests are told apart by their e-mail, or left out', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,email,date,total',
      '1,0,anna@example.com,2025-01-01,5.00',
      '2,0,bela@example.com,2025-01-02,7.00',
      '3,Guest,cili@example.com,2025-01-03,9.00',
      '4,Walk-in Customer,,2025-01-03,9.00',
      '5,12,none given,2025-01-03,9.00',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 4, customers: 4, skipped: { no_customer: 1 } })
  expect((await readLog(shop.deps, workspaceId)).map(({ userId }) => userId).toSorted()).toEqual([
    '12',
    null,
    null,
    null,
  ])
})

test('an e-mail or a phone that is none names nobody and holds nothing up', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,email,phone,date,total',
      '1,anna@example.com,,2025-01-01,5.00',
      '2,none given,,2025-01-02,7.00',
      '3,anna@till,12,2025-01-02,7.00',
      '4,,12 34 56 78,2025-01-02,7.00',
      '5,,12345678,2025-01-03,7.00',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 3, customers: 2, skipped: { no_customer: 2 }, eventsProjected: 3 })
})

test('a moment with an offset is of the day it has in the zone that was told', async () => {
  const path = shop.write(lines('order,customer,date,total', '1,anna,2025-01-05T23:30:00Z,5.00'))
  const days = async (settings: { timeZone?: string }, wanted: { timeZone?: string } = {}) => {
    const workspaceId = await newWorkspace(shop.deps.db, settings)
    await shop.take(workspaceId, path, wanted)
    return (await readLog(shop.deps, workspaceId)).map(({ properties }) => properties.day)
  }
  expect(await days({})).toEqual(['2025-01-05'])
  expect(await days({}, { timeZone: 'Europe/Budapest' })).toEqual(['2025-01-06'])
  expect(await days({ timeZone: 'Europe/Budapest' })).toEqual(['2025-01-06'])
})

test('till numbers that begin again for another customer are orders of their own', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines('order,customer,date,total', '1,anna,2025-01-01,5.00', '1,bela,2025-01-02,7.00', '1,anna,2025-01-01,1.00'),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 2, customers: 2 })
  const totals = (await readLog(shop.deps, workspaceId)).map(({ userId, properties }) => [
    userId,
    properties.total_minor,
  ])
  expect(Object.fromEntries(totals)).toEqual({ anna: 600, bela: 700 })
})

test('the same guest under the same number on another day has ordered again', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines(
      'order,customer,date,total',
      '5,anna,2025-01-02 23:50:00,5.00',
      '5,anna,2025-01-03 00:10:00,2.00',
      '5,anna,2025-02-02 10:00:00,7.00',
      '5,anna,2025-03-02 10:00:00,9.00',
      '5,anna,2025-03-09 10:00:00,-9.00',
    ),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 3, refunds: 1, customers: 1 })
  const sold = named(await readLog(shop.deps, workspaceId), 'Order Completed')
  expect(sold.map(({ properties: p }) => [p.day, p.total_minor]).toSorted()).toEqual([
    ['2025-01-02', 700],
    ['2025-02-02', 700],
    ['2025-03-02', 900],
  ])
  // What came back did so on its own day, and not on that of its order.
  const [back] = named(await readLog(shop.deps, workspaceId), 'Order Refunded')
  expect([back?.at, back?.properties.day, back?.properties.total_minor]).toEqual([
    '2025-03-09T10:00:00Z',
    '2025-03-09',
    900,
  ])
})

test('rows without a number in a file of numbered orders are a purchase each', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const path = shop.write(
    lines('order,customer,date,total', '1,anna,2025-01-02,5.00', ',anna,2025-01-02,2.00', ',anna,2025-01-02,7.00'),
  )
  const { progress } = await shop.take(workspaceId, path)
  expect(progress).toMatchObject({ orders: 3, customers: 1 })
})

test('of two workers on one import the older is refused, and nothing is there twice', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const rows = Array.from(
    { length: 6_000 },
    (_, i) => `${i},c${i % 500},2025-01-${String((i % 28) + 1).padStart(2, '0')},${i + 1}.00`,
  )
  const path = shop.write(lines('order,customer,date,total', ...rows))
  const preview = await shop.draft(workspaceId, path)
  const both = await Promise.allSettled([shop.run(workspaceId, path, preview), shop.run(workspaceId, path, preview)])
  const refused = both.filter(({ status }) => status === 'rejected')
  expect(refused).toMatchObject([{ reason: { reason: 'import_taken_over' } }])
  expect(await readLog(shop.deps, workspaceId)).toHaveLength(6_000)
})
