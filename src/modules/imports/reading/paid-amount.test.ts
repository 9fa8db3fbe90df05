import { expect, test } from 'vitest'
import { guessMapping } from './guess-mapping.ts'
import { sniffFile } from './sniff-file.ts'
import { writeFile } from './testing.ts'

/** The column taken for the amount, or for the price where there is none. */
async function amountOf(headings: string[], rows: (number | string)[][]): Promise<string | undefined> {
  const text = [
    ['customer', 'date', ...headings].join(';'),
    ...rows.map((cells, row) => [`c${row}`, `2024-01-${String(13 + row)}`, ...cells].join(';')),
  ].join('\n')
  const { columns, sample } = await sniffFile(writeFile(`${text}\n`))
  const { roles } = guessMapping(columns, sample)
  return (roles.find(({ role }) => role === 'amount') ?? roles.find(({ role }) => role === 'price'))?.column
}

const inEveryOrder = <T>([a, b, c]: [T, T, T]): T[][] => [
  [a, b, c],
  [a, c, b],
  [b, a, c],
  [b, c, a],
  [c, a, b],
  [c, b, a],
]

/** Before the discount, the discount, what was paid. */
const discounted: [before: string, discount: string, paid: string][] = [
  ['Сумма', 'Скидка', 'К оплате'],
  ['Сумма', 'Скидка', 'Итого'],
  ['Сумма без скидки', 'Сумма скидки', 'Сумма с учётом скидки'],
  ['Стоимость', 'Скидка, руб', 'Итого к оплате'],
  ['Total', 'Discount', 'Amount due'],
  ['Total', 'Discount', 'Grand Total'],
  ['Subtotal', 'Discount', 'Total'],
  ['Total Amount', 'Discount Amount', 'Net Amount'],
  ['Gross', 'Discount', 'Net'],
  ['Gross Sales', 'Discounts', 'Net Sales'],
  ['Order Amount', 'Coupon', 'Amount Paid'],
  ['Amount', 'Discount applied', 'Final Amount'],
  ['Price', 'Discount', 'Final Price'],
  ['Összesen', 'Kedvezmény', 'Fizetendő'],
  ['Bruttó összeg', 'Kedvezmény', 'Fizetendő'],
  ['Bruttó érték', 'Engedmény', 'Kedvezményes összeg'],
  ['Összeg', 'Kedvezmény', 'Fizetett végösszeg'],
  ['Suma', 'Rabat', 'Do zapłaty'],
  ['Wartość', 'Rabat', 'Wartość po rabacie'],
  ['Suma', 'Rabat', 'Razem'],
  ['مبلغ', 'تخفیف', 'مبلغ قابل پرداخت'],
  ['مبلغ کل', 'تخفیف', 'مبلغ قابل پرداخت'],
  ['مبلغ کل', 'مبلغ تخفیف', 'مبلغ پس از تخفیف'],
  ['جمع کل', 'تخفیف', 'مبلغ نهایی'],
]

const sales = [
  [100, 10, 90],
  [40, 0, 40],
  [75.5, 5.5, 70],
] as const

test.each(discounted)('of %s, %s and %s the last is what was paid, wherever it stands', async (...headings) => {
  for (const order of inEveryOrder([0, 1, 2] as [0, 1, 2])) {
    const found = await amountOf(
      order.map((at) => headings[at] ?? ''),
      sales.map((sale) => order.map((at) => sale[at] ?? '')),
    )
    expect(found, order.join()).toBe(headings[2])
  }
})

test('a discount may be told in percent, and tills round what is left', async () => {
  const found = await amountOf(
    ['Total', 'Discount %', 'Sum'],
    [
      [995, '10%', 895],
      [1990, '0%', 1990],
      [2490, '25%', 1870],
    ],
  )
  expect(found).toBe('Sum')
})

test('what is still owed is not what was paid, and where little is owed the sum of the sale counts', async () => {
  const rows = (paid: number[]) => [100, 40, 75].map((total, row) => [total, paid[row] ?? 0, total - (paid[row] ?? 0)])
  expect(await amountOf(['Total', 'Amount paid', 'Amount due'], rows([100, 40, 75]))).toBe('Amount paid')
  expect(await amountOf(['Total', 'Amount paid', 'Amount due'], rows([100, 0, 0]))).toBe('Total')
})

test('what a line comes to goes before what its order comes to', async () => {
  const lines = [
    [12, 20],
    [8, 20],
    [5, 5],
  ]
  expect(await amountOf(['Line total', 'Grand total'], lines)).toBe('Line total')
})
