import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { factReaders, projectCustomers } from '#modules/customers'
import { startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { fakeClock, testClickhouse, testDb } from '#testing'
import { runLoyaltyScenario } from './loyalty.ts'
import { readScenarios, type Scenario, type Stage } from './scenario.ts'
import { runSegmentScenario } from './segments.ts'
import { journeyTests } from './told-in-prose.ts'
import { translateCondition } from './translate-condition.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-01-01T00:00:00Z')
const projector = startProjector({ db, ch, clock, log: silentLog, project: projectCustomers, ...factReaders })
afterAll(() => projector.stop())
const segments = { db, ch, clock, log: silentLog, onWritten: () => {} }
const stage: Stage = { regulars: { db, projector, segments }, clock }

const scenariosOf = (name: string): Scenario[] =>
  readScenarios(readFileSync(join(import.meta.dirname, `${name}.json`), 'utf8'))

test.for(scenariosOf('more-loyalty'))('loyalty: $title ($id)', async (scenario) => {
  await runLoyaltyScenario(stage, scenario)
})

test.for(scenariosOf('more-segments'))('segments: $title ($id)', async (scenario) => {
  await runSegmentScenario(stage, scenario)
})

test('an anniversary is told by days or by a period', () => {
  const told = (value: unknown) => {
    const words = { moment: (moment: unknown) => moment, name: String }
    const condition = translateCondition({ attr: 'born', op: 'anniversary', value }, words)
    return condition.kind === 'trait' ? condition.test : undefined
  }
  const on = (from: number, to = from) => ({ is: 'anniversary', from, to })
  expect([0, '+2 days', 'birthday -1 day', 'anniversary', { from: 0, to: 6 }].map(told)).toEqual([
    on(0),
    on(2),
    on(-1),
    on(0),
    on(0, 6),
  ])
  expect(told('next_week')).toEqual({ is: 'anniversary_in', period: 'next_week' })
})

test('a word that nobody knows fails its scenario, and says which', async () => {
  const at = '2026-01-10T10:00:00Z'
  const loyalty = (program: object, step: object) =>
    runLoyaltyScenario(stage, { id: 'odd', program, steps: [{ at, member: 'm1', ...step }] })
  await expect(loyalty({}, { op: 'gamble' })).rejects.toThrow('unknown operation gamble')
  await expect(loyalty({}, { op: 'spend', points: 1, why: 'fun' })).rejects.toThrow('spend: unknown why')
  await expect(loyalty({ moon: 'full' }, { op: 'undo_last' })).rejects.toThrow('program: unknown moon')
  const nested = { earn: [{ id: 'b', points: 1, perKilo: 2 }] }
  await expect(loyalty(nested, { op: 'undo_last' })).rejects.toThrow('program.earn.0: unknown perKilo')
  const segment = (definition: object, event: object) =>
    runSegmentScenario(stage, { id: 'odd', definition, steps: [{ do: 'send', events: [{ user: 'u1', ...event }] }] })
  const known = { attr: 'a', op: 'exists' }
  await expect(segment({ ...known, mood: 1 }, {})).rejects.toThrow('attr: unknown mood')
  await expect(segment({ mood: 1 }, {})).rejects.toThrow('unknown condition')
  await expect(segment(known, { type: 'dance' })).rejects.toThrow('unknown event dance')
  await expect(segment({ attr: 'a', op: 'calendar', value: 'one_day' }, {})).rejects.toThrow('period')
})

test('what journeys are told in prose is tested where it is said to be', () => {
  for (const [file, title] of Object.values(journeyTests))
    expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')).toContain(`test('${title}'`)
})
