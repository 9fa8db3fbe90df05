import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomFrom } from '#models/folds'
import { failModel, runModel } from './testing/run-model.ts'

type Learner = { qini: number; qiniSd: number; upliftAt30: number; qiniInterval: [number, number] }
type Report = { learners: Record<string, Learner>; columns: string[]; warnings: string[]; best: string; metric: string }
let folder: string
let table: string
const arms = ['--arm', 'arm', '--control', 'none', '--treated', 'mail']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uplift-'))
  table = join(folder, 'trial.csv')
  const random = randomFrom(5)
  // A letter helps the young by 0.3 and nobody else; those who buy spend.
  const lines = Array.from({ length: 3000 }, (_, i) => {
    const arm = ['none', 'mail', 'call'][Math.floor(random() * 3)]
    const age = 18 + Math.floor(random() * 60)
    const bought = random() < 0.2 + (arm === 'mail' && age < 40 ? 0.3 : 0) ? 1 : 0
    return `p${i},${arm},${age},${random() < 0.5 ? 'Web' : 'Shop'},${bought},${bought * (10 + random() * 90)}`
  })
  await writeFile(table, `person,arm,age,channel,bought,spent\n${lines.join('\n')}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

test('learners find for whom the letter helps; a random order finds nothing', async () => {
  const report = (await runModel(['uplift', table, ...arms, '--metric', 'bought', '--folds', '5'])) as Report
  expect(report).toMatchObject({ metric: 'binary', folds: 5, columns: ['age', 'channel'] })
  for (const name of ['twoModel', 'sLearner', 'xLearner', 'twoModelLogistic']) {
    const learner = report.learners[name]
    expect(learner?.qini).toBeGreaterThan(0.02)
    expect(learner?.upliftAt30).toBeGreaterThan(0.2)
  }
  const { random } = report.learners
  expect(Math.abs(random?.qini ?? 1)).toBeLessThan(0.004)
  expect(report.best).not.toBe('random')
  expect(report.warnings.join()).toContain('spent follows from')
})

test('an amount can be the metric', async () => {
  const report = (await runModel(['uplift', table, ...arms, '--metric', 'spent'])) as Report
  expect(report).toMatchObject({ metric: 'numeric', columns: ['age', 'channel'] })
  expect(report.learners.xLearner?.qini).toBeGreaterThan(1)
  expect(Math.abs(report.learners.random?.qini ?? 9)).toBeLessThan(0.4)
})

test('whose outcome is not known is in neither arm', async () => {
  const text = await readFile(table, 'utf8')
  const other = join(folder, 'unknown.csv')
  await writeFile(other, `${text}u1,mail,30,Web,NA,0\nu2,none,30,Web,,0\n`)
  const [known, all] = await Promise.all(
    [table, other].map((path) => runModel(['uplift', path, ...arms, '--metric', 'bought', '--folds', '2'])),
  )
  expect(all).toMatchObject({ rows: known?.rows, metric: 'binary', effect: known?.effect })
  const left = 3000 - Number(known?.rows)
  expect(known?.warnings).toContain(`${left} rows of other arms or without a metric left out.`)
  expect(all?.warnings).toContain(`${left + 2} rows of other arms or without a metric left out.`)
})

test('an arm nobody is in: the arms there are', async () => {
  const args = ['uplift', table, '--arm', 'arm', '--control', 'none', '--treated', 'sms', '--metric', 'bought']
  expect(await failModel(args)).toMatch(/no arm sms; there are: .*call/)
})
