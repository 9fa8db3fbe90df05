import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { startSteadyClock } from './index.ts'

afterEach(() => vi.useRealTimers())
const true12 = Temporal.Instant.from('2026-11-22T12:00:00Z')
const msAfter12 = (instant: Temporal.Instant) => instant.epochMilliseconds - true12.epochMilliseconds

test('it counts on from what it was told, whatever the clock of the machine is set to', async () => {
  const clock = await startSteadyClock(async () => true12)
  for (const set of ['2026-11-25T12:00:00Z', '2026-11-22T10:00:00Z', '1999-01-01T00:00:00Z']) {
    vi.useFakeTimers({ now: new Date(set), toFake: ['Date', 'Temporal'] })
    expect(Math.abs(msAfter12(clock.now()))).toBeLessThan(5_000)
  }
  const before = clock.now()
  await sleep(20)
  expect(msAfter12(clock.now())).toBeGreaterThanOrEqual(msAfter12(before) + 15)
  clock.stop()
})

test('it follows who tells it by more than the way there explains, and goes on when nobody answers', async () => {
  let told: Temporal.Instant | undefined = true12
  let asked = 0
  const clock = await startSteadyClock(async () => {
    asked++
    if (!told) throw new Error('away')
    return told
  }, 5)
  const until = async (times: number) => {
    for (const from = asked; asked < from + times; ) await sleep(2)
  }
  told = true12.add({ hours: 3 })
  await until(3)
  expect(Math.abs(msAfter12(clock.now()) - 3 * 3_600_000)).toBeLessThan(5_000)
  told = undefined
  await until(3)
  expect(Math.abs(msAfter12(clock.now()) - 3 * 3_600_000)).toBeLessThan(5_000)
  clock.stop()
})
