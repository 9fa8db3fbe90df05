import { setImmediate as turn } from 'node:timers/promises'
import { buildLog, compareModels, singleModels, type Task } from '#models/recommendations'
import { DomainError } from '#platform/errors'
import { runInThread } from '#platform/threads'
import { readArguments, readPairs } from './read-arguments.ts'
import { readInteractions, readLater } from './read-interactions.ts'
import { headerOf, printJson, readTable } from './read-table.ts'
import weigh, { type Weighed } from './weigh-thread.ts'

const tasks: Task[] = ['new', 'repurchase']
const known = ['user', 'item', 'time', 'category']
/** Lines; with fewer a thread takes longer to start than to compute. */
const worthAThread = 100_000
const weighModule = new URL('./weigh-thread.ts', import.meta.url)

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
  const question = { lines: training.lines, extras }
  const isLarge = training.lines.user.length >= worthAThread
  const weighed = isLarge ? runInThread<Weighed>(weighModule, question) : undefined
  // A thread that fails while this one computes is heard of when it is asked.
  weighed?.catch(() => {})
  // Lets it begin.
  await turn()
  const log = buildLog(training.lines)
  const fitted = [...singleModels(log, extras)].map(([name, make]) => ({ name, ...timed(make) }))
  const { result: weights, seconds: weighing } = (await weighed) ?? weigh(question)
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
