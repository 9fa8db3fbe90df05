import { assignArm, checkShares } from '#models/experiments'
import { DomainError } from '#platform/errors'
import { readArguments, readNumber, readPairs } from './read-arguments.ts'
import { columnOf, headerOf, printJson, readTable } from './read-table.ts'

/**
 * `models assign FILE --experiment NAME --id COLUMN [--arms control=50,card=50] [--csv]`: the arm of everybody in the file, by the
 * same hash as in the product, and whether the split is as planned. `--csv` prints id and arm instead of the counts.
 */
export async function assignCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    experiment: { type: 'string' },
    id: { type: 'string' },
    arms: { type: 'string', default: 'control=50,treatment=50' },
    csv: { type: 'boolean', default: false },
    header: { type: 'string' },
  })
  const [file] = positionals
  if (!file || !values.experiment || !values.id)
    throw new DomainError('invalid', 'model_option', 'assign needs FILE, --experiment and --id.')
  const arms = Object.entries(readPairs('--arms', values.arms)).map(([name, text]) => ({
    name,
    weight: readNumber(`--arms: the share of ${name}`, text, { above: 0, asks: 'a number above 0' }),
  }))
  if (arms.length < 2) throw new DomainError('invalid', 'model_option', '--arms needs two arms at least.')
  const table = await readTable(file, { ...headerOf(values.header), columns: [values.id] })
  const column = columnOf(table, values.id)
  const people = new Map<string, string>()
  for (const row of table.rows) {
    const id = (row[column] ?? '').trim()
    if (id !== '') people.set(id, assignArm(values.experiment, id, arms) ?? '')
  }
  if (values.csv) {
    process.stdout.write(`id,arm\n${[...people].map(([id, arm]) => `${quoted(id)},${quoted(arm)}\n`).join('')}`)
    return
  }
  const counts = arms.map(({ name }) => [...people.values()].filter((arm) => arm === name).length)
  const { expected, ...mismatch } = checkShares(
    counts,
    arms.map(({ weight }) => weight),
  )
  printJson({
    experiment: values.experiment,
    people: people.size,
    arms: Object.fromEntries(arms.map(({ name }, i) => [name, { assigned: counts[i], expected: expected[i] }])),
    mismatch,
  })
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
