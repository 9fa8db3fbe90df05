import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failModel, runModel } from './testing/run-model.ts'

type Model = { auc: number; averagePrecision: number; logLoss: number; brier: number; ece: number; aucFolds: number[] }
type Report = { rows: number; warnings: string[]; models: { logistic: Model; trees: Model }; [name: string]: unknown }
const telco = 'src/commands/models/testing/telco-churn.csv.gz'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'churn-cv-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

describe('customers of a telephone company, five folds', () => {
  let report: Report
  beforeAll(async () => {
    report = (await runModel(['churn-cv', telco, '--target', 'Churn', '--positive', 'Yes'])) as Report
  })

  test('the regression gives the figures of scikit-learn’s', () => {
    const { logistic } = report.models
    expect(logistic.auc).toBeCloseTo(0.846, 3)
    expect(logistic.averagePrecision).toBeCloseTo(0.6576, 3)
    expect(logistic.logLoss).toBeCloseTo(0.4164, 3)
    expect(logistic.brier).toBeCloseTo(0.1351, 3)
    expect(logistic.ece).toBeCloseTo(0.0183, 3)
    for (const [i, auc] of [0.8299, 0.8554, 0.8491, 0.8566, 0.8389].entries())
      expect(logistic.aucFolds[i]).toBeCloseTo(auc, 3)
  })

  test('the regression passes its gate', () => {
    expect(report.models.logistic.auc).toBeGreaterThanOrEqual(0.845)
    expect(report.models.logistic.ece).toBeLessThanOrEqual(0.025)
  })

  test('the trees pass theirs and are better', () => {
    expect(report.models.trees.auc).toBeGreaterThanOrEqual(0.848)
    expect(report.models.trees.ece).toBeLessThanOrEqual(0.025)
    expect(report.best).toBe('trees')
  })
})

test('folds may come from a file, matched by id, in another order and delimiter', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: `c${i}`,
    visits: i % 7,
    gone: i % 7 < 3 ? 'ja' : 'nein',
    fold: i % 3,
  }))
  const table = await file(
    'table.csv',
    `id;visits;gone\n${rows.map((r) => `${r.id};${r.visits};${r.gone}`).join('\n')}\n`,
  )
  const turned = rows.toReversed().map((r) => `${r.fold},${r.id}`)
  const folds = await file('folds.csv', `part,id\n${turned.join('\n')}\n`)
  const args = ['churn-cv', table, '--target', 'gone', '--positive', 'ja', '--id', 'id', '--folds', `${folds}:part`]
  const report = (await runModel(args)) as Report
  expect(report).toMatchObject({ rows: 60, folds: 3, columns: { numbers: ['visits'], categories: [] } })
  expect(report.models.logistic.auc).toBe(1)
  const byOrder = (await runModel([
    'churn-cv',
    table,
    '--target',
    '3',
    '--positive',
    'ja',
    '--id',
    '1',
    '--folds',
    '3',
  ])) as Report
  expect(byOrder.models.logistic.auc).toBe(1)
})

test('a file of folds may lack some of the ids; one without the ids goes row by row and says so', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ id: `c${i}`, visits: i % 7, gone: i % 7 < 3 ? 1 : 0 }))
  const table = await file(
    'ids.csv',
    `id,visits,gone\n${rows.map((r) => `${r.id},${r.visits},${r.gone}`).join('\n')}\n`,
  )
  const asked = ['churn-cv', table, '--target', 'gone', '--id', 'id', '--folds']
  const some = await file(
    'some.csv',
    `customer,part\n${rows
      .slice(9)
      .map((r, i) => `${r.id},${i % 3}`)
      .join('\n')}\n`,
  )
  expect(((await runModel([...asked, `${some}:part`])) as Report).warnings).toEqual([
    '9 rows have no fold: they teach in every fold and are never tested.',
  ])
  const others = await file('others.csv', `customer,part\n${rows.map((_, i) => `x${i},${i % 3}`).join('\n')}\n`)
  expect(((await runModel([...asked, `${others}:part`])) as Report).warnings.join()).toContain('does not have the ids')
})

test('an id with two folds, and folds beside a time, are refused', async () => {
  const table = await file('twice.csv', 'id,visits,gone\na,1,1\nb,2,0\nc,3,1\nd,4,0\n')
  const folds = await file('twice-folds.csv', 'id,part\na,1\nb,2\na,2\nc,1\nd,2\n')
  const asked = ['churn-cv', table, '--target', 'gone', '--id', 'id', '--folds', `${folds}:part`]
  expect(await failModel(asked)).toContain('The id a stands in the folds twice: in 1 and in 2.')
  expect(await failModel([...asked, '--time', 'visits'])).toContain('--folds or --time, not both')
})

test('how long somebody stayed of whom nobody left', async () => {
  const table = await file('stayed.csv', `months,gone\n${Array.from({ length: 9 }, (_, i) => `${i},0`).join('\n')}\n`)
  const told = await runModel(['survival', table, '--time', 'months', '--event', 'gone'])
  expect(told).toMatchObject({ positive: '1', all: { people: 9, events: 0, median: null, curve: [] } })
})

test('a column that counts the rows tells nothing, though the file be sorted by the outcome', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i + 1},${(i * 7) % 11},${i < 20 ? 1 : 0}`)
  const table = await file('counted.csv', `,visits,gone\n${lines.join('\n')}\n`)
  const report = (await runModel(['churn-cv', table, '--target', 'gone'])) as Report
  expect(report).toMatchObject({
    columns: { numbers: ['visits'] },
    warnings: ['column 1 counts the rows and was left out.'],
  })
})

test('who is not known to have left is not taken for somebody who stayed', async () => {
  const known = Array.from({ length: 40 }, (_, i) => `${i % 9},${i % 9 < 4 ? 'Yes' : 'No'}`)
  const table = await file('unknown.csv', `months,churn\n${[...known, '3,NA', '8,', '2,?', '1,null'].join('\n')}\n`)
  const report = (await runModel(['churn-cv', table, '--target', 'churn', '--positive', 'Yes'])) as Report
  expect(report).toMatchObject({ rows: 40, warnings: ['4 rows without an outcome left out.'] })
  const survival = await runModel(['survival', table, '--time', 'months', '--event', 'churn'])
  expect(survival).toMatchObject({ all: { people: 40 } })
  const signs = await file(
    'signs.csv',
    `months,churn\n${known.join('\n').replaceAll('Yes', '+').replaceAll('No', '-')}\n`,
  )
  expect(await runModel(['churn-cv', signs, '--target', 'churn', '--positive', '+'])).toMatchObject({ rows: 40 })
})

test('the past teaches and what came after tests', async () => {
  const lines = Array.from(
    { length: 50 },
    (_, i) =>
      `2024-${i < 25 ? '01' : '02'}-${(i % 25) + 1 < 10 ? '0' : ''}${(i % 25) + 1},${i % 5},${i % 5 === 0 ? 1 : 0}`,
  )
  const table = await file('time.csv', `day,x,gone\n${lines.join('\n')}\n`)
  const report = await runModel(['churn-cv', table, '--target', 'gone', '--positive', '1', '--time', 'day'])
  expect(report).toMatchObject({ split: 'time', folds: 1, rows: 50, columns: { numbers: ['x'] } })
})

test('three customers, blanks and constant columns give figures, not NaN', async () => {
  const table = await file('three.csv', 'x,y,word,gone\n1,,a,1\n1,,,0\n1,2,a,0\n')
  const text = JSON.stringify((await runModel(['churn-cv', table, '--target', 'gone', '--positive', '1'])).models)
  // JSON has no NaN: it would say null.
  expect(text).not.toMatch(/null(?!,"adds")/)
})

test.each([
  ['all alike', 'x,gone\n1,0\n2,0\n', ['--positive', '0'], /same outcome/],
  ['an outcome nobody has', 'x,gone\n1,0\n2,1\n', ['--positive', 'Yes'], /No row has the outcome Yes/],
  ['no column but the target', 'gone\nyes\nno\nyes\n', [], /no column to learn from/],
  ['three outcomes', 'x,gone\n1,a\n2,b\n3,c\n', [], /--positive/],
  ['more folds than rows', 'x,gone\n1,0\n2,1\n', ['--folds', '9'], /cannot make 9 folds/],
])('%s: a clear sentence', async (_, text, more, sentence) => {
  const table = await file('bad.csv', text)
  expect(await failModel(['churn-cv', table, '--target', 'gone', ...more])).toMatch(sentence)
})

test('how long customers stay, by contract, and whether that is chance', async () => {
  const asked = ['survival', telco, '--time', 'tenure', '--event', 'Churn', '--positive', 'Yes', '--group', 'Contract']
  const told = (await runModel(asked)) as {
    all: { people: number; median: number | null }
    logRank: { chiSquare: number; groups: Record<string, { observed: number; expected: number }> }
  }
  expect(told.all).toMatchObject({ people: 7043, median: null })
  expect(told.logRank.chiSquare).toBeCloseTo(2352.873, 3)
  expect(told.logRank.groups['Two year']?.observed).toBe(48)
  expect(
    await failModel(['survival', telco, '--time', 'tenure', '--event', 'Churn', '--group', 'TotalCharges']),
  ).toMatch(/no groups/)
})
