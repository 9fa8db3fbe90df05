import { expect, test } from 'vitest'
import { metricsQueryOf, readInsightsSearch } from './insights-search.ts'

test('an address somebody mistyped still opens the page, without what it does not understand', () => {
  const search = readInsightsSearch({
    unit: 'century',
    from: '2011-13-45',
    to: '2011-12-09',
    trait: 'nonsense',
    tag: 'vip',
  })
  expect(search).toMatchObject({ unit: undefined, from: undefined, to: '2011-12-09', trait: [], tag: ['vip'] })
})

test('only what the metrics routes understand is sent to them', () => {
  const search = readInsightsSearch({ cells: 'revenue', period: '2011-10', source: ['till', 'shop'] })
  const query = metricsQueryOf({ ...search, calendar: 'jalali' })
  expect(query).toEqual({
    unit: 'month',
    calendar: 'jalali',
    from: undefined,
    to: undefined,
    source: ['till', 'shop'],
    trait: undefined,
    tag: undefined,
    window: undefined,
  })
})
