import { expect, test } from 'vitest'
import { guessMapping } from './guess-mapping.ts'
import { openRows } from './open-rows.ts'
import { sniffFile } from './sniff-file.ts'
import { typeRows } from './type-rows.ts'

const path = new URL('../../../../samples/online-retail.csv.gz', import.meta.url).pathname

test('the 541,909 lines of a real shop are read, understood and add up without help', { timeout: 60_000 }, async () => {
  const { layout, columns, sample, estimatedRows, problems } = await sniffFile(path)
  const mapping = guessMapping(columns, sample)
  const type = typeRows(columns, mapping, { exponentOf: () => 2, currency: 'GBP', latest: '2026-01-01' })
  const totals = { rows: 0, withCustomer: 0, cancelled: 0, pence: 0, errors: 0, from: '9', to: '' }
  for await (const { rows } of openRows(path, { layout })) {
    for (const raw of rows) {
      const { row } = type(raw)
      totals.rows++
      if (!row) {
        totals.errors++
        continue
      }
      if (row.customer) totals.withCustomer++
      if (row.order?.startsWith('C')) totals.cancelled++
      totals.pence += row.amount ?? 0
      const day = row.at?.local.slice(0, 10) ?? ''
      if (day < totals.from) totals.from = day
      if (day > totals.to) totals.to = day
    }
  }
  expect(problems).toEqual([])
  expect(mapping.problems).toEqual([])
  expect(estimatedRows / 541_909).toBeCloseTo(1, 0)
  expect(totals).toEqual({
    rows: 541_909,
    withCustomer: 406_829,
    cancelled: 9288,
    pence: 974_774_793,
    errors: 0,
    from: '2010-12-01',
    to: '2011-12-09',
  })
})
