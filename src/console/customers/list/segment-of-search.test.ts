import { expect, test } from 'vitest'
import { segmentOfSearch } from './segment-of-search.ts'

test('what the list was narrowed to becomes a definition, where a segment can ask the same', () => {
  expect(
    segmentOfSearch({ tag: ['vip'], trait: ['country:Hungary', 'country:Poland'], where: ['points:more:5'] }),
  ).toEqual({
    kind: 'all',
    of: [
      { kind: 'trait', path: 'tags', test: { is: 'includes', value: 'vip' } },
      { kind: 'trait', path: 'country', test: { is: 'one_of', values: ['Hungary', 'Poland'] } },
      { kind: 'trait', path: 'points', test: { is: 'more_than', value: 5 } },
    ],
  })
  expect(segmentOfSearch({ filter: 'one_time' })).toMatchObject({ of: [{ kind: 'measure', measure: 'orders' }] })
})

test('a band of risk means the same in a segment', () => {
  expect(segmentOfSearch({ risk: 'high' })).toEqual({ kind: 'all', of: [{ kind: 'risk', bands: ['high'] }] })
})

test('where it cannot, nothing is offered', () => {
  expect(segmentOfSearch({})).toBeUndefined()
  expect(segmentOfSearch({ search: 'anna' })).toBeUndefined()
  expect(segmentOfSearch({ filter: 'late', tag: ['vip'] })).toBeUndefined()
  expect(segmentOfSearch({ tag: ['vip'], where: ['born:between:2020-01-01..2021-01-01'] })).toBeUndefined()
})
