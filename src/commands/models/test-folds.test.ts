import { expect, test } from 'vitest'
import { type FoldTask, testFold } from '#models/churn'
import { foldsOf, randomFrom, stratifiedFolds } from '#models/folds'
import { testFolds } from './test-folds.ts'

const random = randomFrom(3)
const rows = 300
const visits = Float64Array.from({ length: rows }, () => Math.floor(random() * 9))
const labels = visits.map((count) => (random() < 0.1 * count ? 1 : 0))
const frame = { rows, columns: [{ kind: 'number' as const, name: 'visits', values: visits }] }
const data = { frame, labels, folds: foldsOf(stratifiedFolds(labels, 4)) }
const tasks = (['trees', 'logistic'] as const).flatMap((name) =>
  data.folds.map((_, fold): FoldTask => ({ name, fold, explains: fold === 3 })),
)

test('a fold tested in a thread is what it is here, in the order of the tasks', async () => {
  const here = tasks.map((task) => ({ ...testFold(data, task), seconds: 0 }))
  const both = await testFolds(data, tasks, 0)
  expect(both.map((fold) => ({ ...fold, seconds: 0 }))).toEqual(here)
})
