import {
  buildLog,
  evaluate,
  makeBlend,
  type Score,
  singleModels,
  type Task,
  weighOnPast,
} from '#models/recommendations'
import { DomainError } from '#platform/errors'
import { readOptions } from '../options.ts'
import { readInteractions, readLater } from './read-interactions.ts'
import { headerOf, printJson, readPairs, readTable } from './read-table.ts'

const tasks: Task[] = ['new', 'repurchase']

/** `models recommend --train FILE --test FILE --columns user=1,item=2,time=4`: how well each model foretells the second file from the first. */
export async function recommendCommand(args: string[]): Promise<void> {
  const { values } = readOptions(args, {
    train: { type: 'string' },
    test: { type: 'string' },
    columns: { type: 'string', default: 'user=1,item=2' },
    header: { type: 'string' },
  })
  if (!values.train || !values.test)
    throw new DomainError('invalid', 'model_option', 'recommend needs --train and --test.')
  const columns = readPairs(values.columns)
  const header = { ...headerOf(values.header), columns: Object.values(columns) }
  const training = readInteractions(await readTable(values.train, header), columns)
  const later = readLater(await readTable(values.test, header), columns, training)
  if (later.size === 0)
    throw new DomainError(
      'invalid',
      'no_usable_rows',
      'Nobody of the training file is in the test file with an item that is in both.',
    )
  const extras = training.category ? { category: training.category } : {}
  const log = buildLog(training.lines)
  const fitted = new Map<string, Score>()
  const answers: Record<string, object> = {}
  const measure = (score: Score, task: Task, fitSeconds: number) => {
    const [quality, seconds] = timed(() => evaluate(log, score, later, task))
    return { ...quality, fitSeconds, rankSeconds: quality.users > 0 ? seconds / quality.users : 0 }
  }
  let together = 0
  for (const [name, make] of singleModels(log, extras)) {
    const [score, fitSeconds] = timed(make)
    fitted.set(name, score)
    together += fitSeconds
    answers[name] = Object.fromEntries(tasks.map((task) => [task, measure(score, task, fitSeconds)]))
  }
  const [weights, weighing] = timed(() => weighOnPast(training.lines, extras))
  const blends = tasks.map((task) => {
    const blend = makeBlend(log, fitted, weights[task], task)
    return [task, { ...measure(blend, task, together + weighing), weights: weights[task] }]
  })
  answers.blend = Object.fromEntries(blends)
  printJson({ users: log.users, items: log.items, pairs: log.userItem.length, models: answers })
}

function timed<T>(work: () => T): [result: T, seconds: number] {
  const start = performance.now()
  const result = work()
  return [result, (performance.now() - start) / 1000]
}
