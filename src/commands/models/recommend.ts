import { buildLog, compareModels, singleModels, type Task, weighOnPast } from '#models/recommendations'
import { DomainError } from '#platform/errors'
import { readArguments, readPairs } from './read-arguments.ts'
import { readInteractions, readLater } from './read-interactions.ts'
import { headerOf, printJson, readTable } from './read-table.ts'

const tasks: Task[] = ['new', 'repurchase']
const known = ['user', 'item', 'time', 'category']

/** `models recommend --train FILE --test FILE --columns user=1,item=2,time=4`: how well each model foretells the second file from the first. */
export async function recommendCommand(args: string[]): Promise<void> {
  const { values } = readArguments(
    args,
    {
      train: { type: 'string' },
      test: { type: 'string' },
      columns: { type: 'string', default: 'user=1,item=2' },
      header: { type: 'string' },
    },
    0,
  )
  if (!values.train || !values.test)
    throw new DomainError('invalid', 'model_option', 'recommend needs --train and --test.')
  const columns = readPairs('--columns', values.columns, known)
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
  const fitted = [...singleModels(log, extras)].map(([name, make]) => ({ name, ...timed(make) }))
  const { result: weights, seconds: weighing } = timed(() => weighOnPast(training.lines, extras))
  const models = new Map(fitted.map(({ name, result }) => [name, result]))
  const compared = compareModels(log, models, weights, later)
  const answers = [...compared].map(([name, quality]) => {
    const own = fitted.find((model) => model.name === name)
    // A blend takes all the others, and the choice of its weights.
    const fitSeconds = own?.seconds ?? fitted.reduce((sum, { seconds }) => sum + seconds, weighing)
    const told = tasks.map((task) => [
      task,
      { ...quality[task], fitSeconds, ...(own ? {} : { weights: weights[task] }) },
    ])
    return [name, Object.fromEntries(told)]
  })
  printJson({
    users: log.users,
    items: log.items,
    pairs: log.userItem.length,
    skippedRows: training.skippedRows,
    models: Object.fromEntries(answers),
  })
}

function timed<T>(work: () => T): { result: T; seconds: number } {
  const start = performance.now()
  const result = work()
  return { result, seconds: (performance.now() - start) / 1000 }
}
