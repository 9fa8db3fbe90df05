import { expect, test } from 'vitest'
import { layRhythm } from './lay-rhythm.ts'

test('visits lie between the first one and the day until which silence is counted', () => {
  const rhythm = layRhythm(['2026-01-01', '2026-01-11', '2026-01-21'], '2026-02-20', 10)
  expect(rhythm).toMatchObject({ firstDay: '2026-01-01', silentDays: 30, expectedOn: '2026-01-31' })
  const places = rhythm?.ticks.map(({ share }) => share) ?? []
  expect(places).toEqual([...places].sort())
  expect(rhythm?.lastVisit).toBe(places.at(-1))
  expect(rhythm?.expected).toBeGreaterThan(rhythm?.lastVisit ?? 1)
  expect(rhythm?.expected).toBeLessThan(1)
})

test('two visits on one day are one tick, whatever the order in which they come', () => {
  const rhythm = layRhythm(['2026-01-11', '2026-01-01', '2026-01-11'], '2026-01-12', null)
  expect(rhythm?.ticks.map(({ day }) => day)).toEqual(['2026-01-01', '2026-01-11'])
})

test('nothing is expected without a rhythm, nor before it is due', () => {
  expect(layRhythm(['2026-01-01'], '2026-02-01', null)?.expected).toBeUndefined()
  expect(layRhythm(['2026-01-01'], '2026-01-05', 10)?.expected).toBeUndefined()
})

test('without a visit there is nothing to draw', () => {
  expect(layRhythm([], '2026-01-05', 10)).toBeUndefined()
})

test('a visit after the counted day stays on the line', () => {
  const rhythm = layRhythm(['2026-01-01', '2026-03-01'], '2026-02-01', 10)
  expect(rhythm?.silentDays).toBe(0)
  expect(rhythm?.lastVisit).toBeLessThanOrEqual(1)
})
