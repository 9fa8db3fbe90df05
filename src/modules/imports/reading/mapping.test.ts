import { expect, test } from 'vitest'
import { checkMapping } from './check-mapping.ts'
import { guessMapping, type MappingChoices } from './guess-mapping.ts'
import { parseMap } from './parse-map.ts'
import { sniffFile } from './sniff-file.ts'
import { readRows, reasonOf, writeFile } from './testing.ts'
import { typeRows } from './type-rows.ts'

async function mapOf(text: string, choices?: MappingChoices) {
  const path = writeFile(text)
  const sniff = await sniffFile(path)
  const mapping = guessMapping(sniff.columns, sniff.sample, choices)
  const roles = Object.fromEntries(mapping.roles.map(({ role, column }) => [role, column]))
  const type = typeRows(sniff.columns, mapping, { exponentOf: () => 2, currency: 'EUR', latest: '2030-01-01' })
  const outcomes = (await readRows(path, { layout: sniff.layout })).map(type)
  return { ...sniff, path, mapping, roles, outcomes }
}

const exports: [string, string, Record<string, string>][] = [
  [
    'Shopify',
    `Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing City,Billing Country,Phone,Refunded Amount,Id
#1001,a@x.fr,paid,2025-10-07 09:50:26 +0200,fulfilled,EUR,50.00,3.91,0.00,53.91,,2025-10-07 09:50:26 +0200,1,Mask,34.90,M-1,Sophie G,PARIS,FR,+33610826417,0.00,7410991464714
#1001,a@x.fr,,,,,,,,,,2025-10-07 09:50:26 +0200,2,Soap,7.55,S-1,,,,,,
#1002,b@x.fr,paid,2025-10-08 10:00:00 +0200,fulfilled,EUR,20.00,0.00,0.00,20.00,,2025-10-08 10:00:00 +0200,1,Soap,20.00,S-2,Jean P,LYON,FR,+33610826418,0.00,7410991464715
#1002,b@x.fr,,,,,,,,,,2025-10-08 10:00:00 +0200,1,Gift,0.00,S-3,,,,,,
`,
    {
      order: 'Name',
      email: 'Email',
      date: 'Created at',
      amount: 'Total',
      quantity: 'Lineitem quantity',
      price: 'Lineitem price',
      product: 'Lineitem sku',
      product_name: 'Lineitem name',
      name: 'Billing Name',
      currency: 'Currency',
      status: 'Financial Status',
      refund: 'Refunded Amount',
    },
  ],
  [
    'WooCommerce',
    `order_id,order_number,order_date,status,shipping_total,tax_total,order_total,order_currency,customer_id,billing_first_name,billing_last_name,billing_email,billing_phone,billing_city,billing_country
11,11,2024-01-05 10:00:00,completed,0,0,12.50,USD,7,Ann,Lee,ann@x.com,+12025550123,Boston,US
12,12,2024-01-25 10:00:00,processing,0,0,9.00,USD,8,Bob,Ray,bob@x.com,+12025550124,Austin,US
`,
    {
      order: 'order_id',
      date: 'order_date',
      amount: 'order_total',
      customer: 'customer_id',
      email: 'billing_email',
      first_name: 'billing_first_name',
      last_name: 'billing_last_name',
      phone: 'billing_phone',
      currency: 'order_currency',
      status: 'status',
    },
  ],
  [
    'Square',
    `Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Event Type,Customer ID,Customer Name
01/25/24,10:15:00,Eastern Time (US & Canada),Drinks,Latte,1.0,Regular,L1,$5.00,$0.00,$5.00,$0.40,tx1,p1,Payment,C1,Ann Lee
01/26/24,11:15:00,Eastern Time (US & Canada),Drinks,Mocha,2.0,Regular,M1,"$1,011.00",$0.00,"$1,011.00",$0.88,tx2,p2,Payment,C2,Bob Ray
01/27/24,11:15:00,Eastern Time (US & Canada),Drinks,Mocha,-1.0,Regular,M1,($11.00),$0.00,($11.00),$0.88,tx3,p3,Refund,C2,Bob Ray
`,
    {
      date: 'Date',
      time: 'Time',
      amount: 'Net Sales',
      quantity: 'Qty',
      product: 'SKU',
      product_name: 'Item',
      category: 'Category',
      order: 'Transaction ID',
      customer: 'Customer ID',
      name: 'Customer Name',
      status: 'Event Type',
    },
  ],
  [
    'Stripe',
    `id,Description,Created (UTC),Amount,Amount Refunded,Currency,Fee,Status,Customer ID,Customer Email
ch_1,Pro plan,2024-01-05 10:00:00,12.50,0.00,usd,0.5,Paid,cus_1,ann@x.com
ch_2,Pro plan,2024-01-26 10:00:00,12.50,12.50,usd,0.5,Refunded,cus_2,bob@x.com
`,
    {
      order: 'id',
      date: 'Created (UTC)',
      amount: 'Amount',
      refund: 'Amount Refunded',
      currency: 'Currency',
      customer: 'Customer ID',
      email: 'Customer Email',
      status: 'Status',
    },
  ],
  [
    'Magento',
    `"ID","Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)","Grand Total (Purchased)","Status","Customer Email"
"000000001","Main","Jan 5, 2024 10:00:00 AM","Ann Lee","Ann Lee","$12.50","$12.50","Complete","ann@x.com"
"000000002","Main","Jan 26, 2024 1:00:00 PM","Bob Ray","Bob Ray","$9.00","$9.00","Complete","bob@x.com"
`,
    { order: 'ID', date: 'Purchase Date', name: 'Bill-to Name', status: 'Status', email: 'Customer Email' },
  ],
  [
    'Superstore',
    `Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,State,Postal Code,Region,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit
1,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,United States,Henderson,Kentucky,42420,South,FUR-BO-10001798,Furniture,Bookcases,"Bush Bookcase",261.96,2,0,41.9136
2,US-2015-108966,10/25/2015,10/31/2015,Standard,SO-20335,Sean O,Consumer,United States,Fort,Florida,33311,South,FUR-TA-10000577,Furniture,Tables,"Bretford, Table",957.5775,5,0.45,-383.031
`,
    {
      order: 'Order ID',
      date: 'Order Date',
      customer: 'Customer ID',
      name: 'Customer Name',
      product: 'Product ID',
      category: 'Category',
      product_name: 'Product Name',
      amount: 'Sales',
      quantity: 'Quantity',
      country: 'Country',
      city: 'City',
    },
  ],
  [
    'Billingo',
    `Bizonylatszám;Partner neve;Partner e-mail;Kelt;Teljesítés dátuma;Fizetési határidő;Nettó összeg;ÁFA;Bruttó összeg;Pénznem
2024-000001;Kovács Kft.;k@x.hu;2024. 01. 05.;2024. 01. 05.;2024. 01. 13.;10 000,00;2 700,00;12 700,00;HUF
2024-000002;Nagy Bt.;n@x.hu;2024. 01. 26.;2024. 01. 26.;2024. 02. 03.;1 000,00;270,00;1 270,00;HUF
`,
    {
      order: 'Bizonylatszám',
      name: 'Partner neve',
      email: 'Partner e-mail',
      date: 'Teljesítés dátuma',
      amount: 'Bruttó összeg',
      currency: 'Pénznem',
    },
  ],
  [
    'iiko',
    `Учетный день;Номер чека;Карта гостя;Блюдо;Количество блюд;Сумма со скидкой;Себестоимость
05.01.2024;1001;7001;Борщ;1;350,50;100,00
26.01.2024;1002;7002;Плов;2;700,00;210,00
`,
    {
      date: 'Учетный день',
      order: 'Номер чека',
      customer: 'Карта гостя',
      product_name: 'Блюдо',
      quantity: 'Количество блюд',
      amount: 'Сумма со скидкой',
      cost: 'Себестоимость',
    },
  ],
  [
    'a Persian shop',
    `شماره سفارش,کد مشتری,تاریخ سفارش,تعداد,مبلغ کل
۱۰۰۱,۷۰۰۱,۱۴۰۴/۰۹/۳۰,۲,۱٬۲۵۰٬۰۰۰ تومان
۱۰۰۲,۷۰۰۲,۱۴۰۴/۱۰/۰۱,۱,۹۰٬۰۰۰ تومان
`,
    { order: 'شماره سفارش', customer: 'کد مشتری', date: 'تاریخ سفارش', quantity: 'تعداد', amount: 'مبلغ کل' },
  ],
  [
    'a Polish shop',
    `Numer zamówienia;Data zamówienia;Nazwa klienta;E-mail klienta;Wartość zamówienia
Z/1;2024-01-05;Łukasz W;l@x.pl;1 200,50 zł
Z/2;2024-01-26;Ewa Ż;e@x.pl;99,00 zł
`,
    {
      order: 'Numer zamówienia',
      date: 'Data zamówienia',
      name: 'Nazwa klienta',
      email: 'E-mail klienta',
      amount: 'Wartość zamówienia',
    },
  ],
  [
    'a German shop',
    `Bestellnummer;Bestelldatum;Kundennummer;Gesamtbetrag (EUR)
B1;05.01.2024;K1;1.200,50
B2;26.01.2024;K2;99,00
`,
    { order: 'Bestellnummer', date: 'Bestelldatum', customer: 'Kundennummer', amount: 'Gesamtbetrag (EUR)' },
  ],
]

test.each(exports)('the columns of %s are found and every row is typed', async (_name, text, expected) => {
  const { roles, mapping, outcomes } = await mapOf(text)
  expect(roles).toMatchObject(expected)
  expect(mapping.kind).toBe('orders')
  expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([])
})

test('Shopify: the total counts for the order, on its first line only', async () => {
  const { mapping, outcomes } = await mapOf(exports[0]?.[1] ?? '')
  expect(mapping.amountIs).toBe('order')
  expect(outcomes.map(({ row }) => [row?.order, row?.amount, row?.currency, row?.status, row?.at?.offset])).toEqual([
    ['#1001', 5391, 'EUR', 'paid', '+02:00'],
    ['#1001', undefined, 'EUR', 'paid', '+02:00'],
    ['#1002', 2000, 'EUR', 'paid', '+02:00'],
    ['#1002', undefined, 'EUR', 'paid', '+02:00'],
  ])
})

test('a total repeated on the lines of an order is of the order; the total of a line is of the line', async () => {
  const lines = (totals: number[]) =>
    `order,customer,date,total\n${totals.map((total, i) => `o${i >> 1},c,2024-01-25,${total}.50`).join('\n')}\n`
  expect((await mapOf(lines([9, 9, 4, 4, 7, 7]))).mapping.amountIs).toBe('order')
  expect((await mapOf(lines([9, 8, 4, 3, 7, 7]))).mapping.amountIs).toBe('line')
})

test('refunds written in brackets are negative, dollars are found, the day stands second', async () => {
  const { mapping, outcomes } = await mapOf(exports[2]?.[1] ?? '')
  expect(mapping.currency).toBe('USD')
  expect(outcomes.map(({ row }) => [row?.at?.local, row?.amount])).toEqual([
    ['2024-01-25T10:15:00', 500],
    ['2024-01-26T11:15:00', 101_100],
    ['2024-01-27T11:15:00', -1100],
  ])
})

test('a log like that of CDNOW is understood with and without a map', async () => {
  const log =
    '00001 19970101  1   11.77\n00002 19970112  1   12.00\n00002 19970112  5   77.00\n00003 19970102  2   20.76\n00003 19970330  2   20.76\n'
  for (const choices of [{}, { map: parseMap('customer=1,date=2,amount=4') }]) {
    const { roles, outcomes } = await mapOf(log, choices)
    expect(roles).toEqual({ customer: '1', date: '2', quantity: '3', amount: '4' })
    expect(outcomes[0]?.row).toMatchObject({
      customer: '00001',
      at: { local: '1997-01-01T00:00:00' },
      amount: 1177,
      quantity: 1,
    })
  }
})

test('absurd rows are errors with the text at fault; negative totals are not', async () => {
  const { outcomes } = await mapOf(
    'customer,date,amount\na,2011-01-25,5.00\nb,20111-01-05,5.00\nc,2011-01-26,-12.50\nd,2011-13-01,1.00\ne,2011-01-27,lots\nf,2045-01-01,1.00\ng,,1.00\nh,2011-01-28,\n',
  )
  expect(outcomes.map(({ row, error }) => (error ? [error.reason, error.line, error.text] : row.amount))).toEqual([
    500,
    ['bad_date', 3, '20111-01-05'],
    -1250,
    ['bad_date', 5, '2011-13-01'],
    ['bad_amount', 6, 'lots'],
    ['bad_date', 7, '2045-01-01'],
    ['no_date', 8, ''],
    ['no_amount', 9, ''],
  ])
})

test('customers and events are told from orders', async () => {
  expect((await mapOf('email,name,city\na@x.hu,Ann,Pécs\nb@x.hu,Bob,Győr\n')).mapping.kind).toBe('customers')
  expect(
    (await mapOf('user id,event,timestamp\n1,login,2024-01-25T10:00:00Z\n2,login,2024-01-26T10:00:00Z\n')).mapping.kind,
  ).toBe('events')
})

test('what is missing is named', async () => {
  const reasons = async (text: string) => {
    const { mapping, columns } = await mapOf(text)
    return reasonOf(() => checkMapping(mapping, columns))
  }
  expect(await reasons('shop,date,amount\nx y,2024-01-25,1.50\nx y,2024-01-26,2.50\n')).toBe('no_customer_column')
  expect(await reasons('customer,colour,amount\na,red,1.50\nb,blue,2.50\n')).toBe('no_date_column')
  expect(await reasons('customer,date,order\na,2024-01-25,x1\nb,2024-01-26,x2\n')).toBe('no_amount_column')
  expect(await reasons('customer,date,amount\na,2024-01-25,1.50\nb,2024-01-26,2.50\n')).toBe('none')
})

test('a map names columns by heading, whatever its case, spaces and accents, or by number', async () => {
  const text = 'Kód,Mikor,Végső Összeg\na,2024-01-25,1.50\nb,2024-01-26,2.50\n'
  const { roles } = await mapOf(text, { map: parseMap('customer=kod, date=2 ,amount=VEGSO_osszeg') })
  expect(roles).toEqual({ customer: 'Kód', date: 'Mikor', amount: 'Végső Összeg' })
  await expect(mapOf(text, { map: parseMap('amount=Vegso Osszek') })).rejects.toThrow(
    /Nearest: Végső Összeg.*Available: Kód, Mikor, Végső Összeg/,
  )
  expect(await reasonOf(() => mapOf(text, { map: parseMap('amount=9') }))).toBe('unknown_column')
  expect(await reasonOf(() => parseMap('shoe=1'))).toBe('unknown_role')
  expect(await reasonOf(() => parseMap('amount'))).toBe('bad_map')
})

test('a heading cannot reach into the prototype', async () => {
  const { outcomes } = await mapOf('customer,date,amount,__proto__\na,2024-01-25,1.50,evil\nb,2024-01-26,2.50,evil\n')
  expect(Object.keys(outcomes[0]?.row?.traits ?? { x: 1 })).toEqual([])
})

test('a missing value is nobody, however the exporting program writes it', async () => {
  const { outcomes } = await mapOf(
    'customer,date,amount,country\nNA,2024-01-25,1.50,NA\nNULL,2024-01-26,2.50,HU\nnan,2024-01-26,2.50,HU\nnaomi,2024-01-26,2.50,HU\n',
  )
  expect(outcomes.map(({ row }) => row?.customer)).toEqual([undefined, undefined, undefined, 'naomi'])
  expect(outcomes[0]?.row?.country).toBe('NA')
})

test('what is said of a customer or an order is neither of them', async () => {
  const orders = await mapOf(
    'customer_id,order_date,order_channel,customer_segment,sales_channel_id,price\nc1,2024-01-25,web,new,2,9.50\nc2,2024-01-26,web,new,1,4.50\n',
  )
  expect(orders.roles).toMatchObject({ customer: 'customer_id', date: 'order_date', price: 'price' })
  expect(orders.roles.order).toBeUndefined()
  expect(orders.roles.amount).toBeUndefined()
  expect(orders.outcomes.map(({ row }) => row?.amount)).toEqual([950, 450])
  const named = await mapOf(
    'Order No,Signup date,When,Customer Name,Customer Segment,Total Weight,Freight Value,Grand Total\n1,2020-01-01,2024-01-25,Ann Lee,B2B,2.5,1.10,9.50\n2,2020-01-02,2024-01-26,Bob Ray,B2B,1.5,1.10,4.50\n',
  )
  expect(named.roles).toMatchObject({ order: 'Order No', name: 'Customer Name', date: 'When', amount: 'Grand Total' })
  expect(named.roles.customer).toBeUndefined()
})

test('numbers of people and orders are found under longer headings', async () => {
  const { roles } = await mapOf(
    'Loyalty card number,Web Order Number,Order Date,Buyer User ID,Total Purchase Amount\n7,1,2024-01-25,u1,9.50\n8,2,2024-01-26,u2,4.50\n',
  )
  expect(roles).toMatchObject({
    customer: 'Loyalty card number',
    order: 'Web Order Number',
    amount: 'Total Purchase Amount',
  })
  expect((await mapOf('Дата;Номер;Контрагент;Сумма\n05.01.2024;1;А;5,50\n26.01.2024;2;Б;6,50\n')).roles).toMatchObject({
    order: 'Номер',
    customer: 'Контрагент',
  })
})

test('orders that tell nothing but names go by the names, and say so', async () => {
  const { mapping, columns, outcomes } = await mapOf(
    'Dátum;Vendég neve;Szolgáltatás;Összeg\n2024.01.25.;Kovács  Anna;Vágás;5 500 Ft\n2024.01.26.;Nagy Béla;Festés;12 000 Ft\n',
  )
  expect(await reasonOf(() => checkMapping(mapping, columns))).toBe('none')
  expect(mapping.problems.map(({ reason }) => reason)).toContain('customers_by_name')
  expect(outcomes.map(({ row }) => row?.customer)).toEqual(['Kovács Anna', 'Nagy Béla'])
  const two = await mapOf('First name,Last name,Date,Total\nAnn,Lee,2024-01-25,1.50\nBob,Ray,2024-01-26,2.50\n')
  expect(two.outcomes[0]?.row?.customer).toBe('Ann Lee')
})

test('a toman is ten rials', async () => {
  const beside = await mapOf('مشتری,تاریخ,مبلغ کل\n۱,۱۴۰۴/۰۹/۳۰,۱٬۲۵۰٬۰۰۰ تومان\n۲,۱۴۰۴/۱۰/۰۱,۹۰،۰۰۰ تومان\n')
  const typed = typeRows(beside.columns, beside.mapping, {
    exponentOf: () => 2,
    currency: beside.mapping.currency ?? '',
  })
  const rows = (await readRows(beside.path, { layout: beside.layout })).map((raw) => typed(raw).row)
  expect(rows.map((row) => [row?.currency, row?.amount])).toEqual([
    ['IRR', 1_250_000_000],
    ['IRR', 90_000_000],
  ])
  expect((await mapOf('مشتری,تاریخ,مبلغ (تومان)\n۱,۱۴۰۴/۰۹/۳۰,۱۲۵۰۰۰\n۲,۱۴۰۴/۱۰/۰۱,۹۰۰۰۰\n')).mapping.currency).toBe(
    'IRT',
  )
})

test('of two totals the one with tax, invoices numbered like days, and an address that is the shop’s own', async () => {
  const totals = await mapOf(
    'Numer faktury,Klient,Data sprzedaży,Total excl. VAT,Total incl. VAT\n1/01/2024,a,2024-01-25,1.00,1.27\n2/01/2024,b,2024-01-26,2.00,2.54\n',
  )
  expect(totals.roles).toMatchObject({ order: 'Numer faktury', amount: 'Total incl. VAT', date: 'Data sprzedaży' })
  const own = await mapOf(
    'Account,Date,Receipt No.,Price (Gross)\nme@x.hu,2024-01-25,1,1.50\nme@x.hu,2024-01-26,2,1.50\nme@x.hu,2024-01-27,3,1.50\n',
  )
  expect(await reasonOf(() => checkMapping(own.mapping, own.columns))).toBe('no_customer_column')
})

test('whether a customer is new or returning is no state of an order', async () => {
  const { roles } = await mapOf(
    'customer_id,date,amount,customer_type\nc1,2024-01-25,1.50,New\nc2,2024-01-26,2.50,Returning\n',
  )
  expect(roles.status).toBeUndefined()
  const paid = await mapOf(
    'customer_id,date,amount,Final order status\nc1,2024-01-25,1.50,paid\nc2,2024-01-26,2.50,paid\n',
  )
  expect(paid.roles.status).toBe('Final order status')
})
