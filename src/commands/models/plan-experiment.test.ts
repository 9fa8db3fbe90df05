import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failModel, runModel } from './testing/run-model.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-experiment-'))
  file = join(folder, 'people.csv')
  await writeFile(file, `id,city\n${Array.from({ length: 2000 }, (_, i) => `p${i},Győr`).join('\n')}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

test('a plan says how many people and days it takes, and what those there are would find', async () => {
  // (1.95996 + 0.84162)² × 0.09 / (0.25 × 0.01²) by the textbook.
  const plan = await runModel(['plan-experiment', '--baseline', '0.1', '--effect', '10', '--per-day', '1000'])
  expect(plan).toMatchObject({ peopleNeeded: 28256, daysNeeded: 35 })
  const three = await runModel(['plan-experiment', '--mean', '20', '--sd', '40', '--variants', '3', '--people', '9000'])
  expect(three.alphaPerComparison).toBeCloseTo(0.05 / 3)
  expect(three.powerWithPeople).toBeGreaterThan(0.2)
  expect(three.detectablePercent).toBeGreaterThan(10)
  expect(await failModel(['plan-experiment'])).toContain('--baseline')
  expect(await failModel(['plan-experiment', '--baseline', '1.5'])).toContain('--baseline')
})

test('everybody gets an arm that stays, and the split is checked', async () => {
  const asked = ['assign', file, '--experiment', 'card', '--id', 'id', '--arms', 'control=20,card=80']
  const split = (await runModel(asked)) as {
    people: number
    arms: Record<string, { assigned: number; expected: number }>
    mismatch: { mismatch: boolean }
  }
  expect(split).toMatchObject({ people: 2000, mismatch: { mismatch: false } })
  expect(Math.abs((split.arms.control?.assigned ?? 0) - 400)).toBeLessThan(80)
  expect(await runModel(asked)).toEqual(split)
  expect(await failModel(['assign', file, '--experiment', 'card', '--id', 'id', '--arms', 'a=0,b=1'])).toContain('a')
})
