import { kaplanMeier, logRank, type Spell } from '#models/survival'
import { DomainError } from '#platform/errors'
import { outcomeOf, withOutcome } from './outcome.ts'
import { readArguments } from './read-arguments.ts'
import { readNumbers } from './read-numbers.ts'
import { columnOf, headerOf, printJson, readTable } from './read-table.ts'

const usage = 'survival FILE --time COLUMN --event COLUMN [--positive VALUE] [--group COLUMN]'
const mostGroups = 20

/** How long until it happens, of everybody and of each group, and whether the groups differ. */
export async function survivalCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    time: { type: 'string' },
    event: { type: 'string' },
    positive: { type: 'string' },
    group: { type: 'string' },
    header: { type: 'string' },
  })
  const [path] = positionals
  if (!path || !values.time || !values.event) throw new DomainError('invalid', 'model_usage', usage)
  const asked = [values.time, values.event, values.group]
  const whole = await readTable(path, { ...headerOf(values.header), columns: asked })
  const event = columnOf(whole, values.event)
  const { table, lines } = withOutcome(whole, event)
  const times = readNumbers(table, columnOf(table, values.time), values.time, { lines })
  const early = times.findIndex((time) => time < 0)
  if (early !== -1)
    throw new DomainError(
      'invalid',
      'negative_time',
      `${values.time}: how long somebody was watched is 0 or more, not ${times[early]}.`,
    )
  const { labels, positive, warnings } = outcomeOf(table, event, values.positive)
  const spells = Array.from(times, (time, row): Spell => {
    const events = labels[row] ?? 0
    return { time, events, censored: 1 - events }
  })
  const groupAt = values.group === undefined ? undefined : columnOf(table, values.group)
  const nameOf = (row: number): string => (table.rows[row]?.[groupAt ?? 0] ?? '').trim()
  const groups = groupAt === undefined ? new Map<string, Spell[]>() : Map.groupBy(spells, (_, row) => nameOf(row))
  if (groups.size > mostGroups)
    throw new DomainError(
      'invalid',
      'many_groups',
      `--group ${values.group} has ${groups.size} different values; more than ${mostGroups} are no groups.`,
    )
  const test = logRank([...groups.values()])
  printJson({
    model: 'kaplan-meier',
    positive,
    warnings: [
      ...(whole.rows.length > table.rows.length
        ? [`${whole.rows.length - table.rows.length} rows without an outcome left out.`]
        : []),
      ...warnings,
    ],
    all: curveOf(spells),
    groups: Object.fromEntries([...groups].map(([name, own]) => [name, curveOf(own)])),
    logRank:
      groups.size < 2
        ? null
        : {
            chiSquare: test.chiSquare,
            df: test.df,
            p: test.p,
            groups: Object.fromEntries([...groups.keys()].map((name, i) => [name, test.groups[i]])),
          },
  })
}

function curveOf(spells: Spell[]) {
  const points = kaplanMeier(spells)
  return {
    people: spells.length,
    events: spells.reduce((sum, { events }) => sum + events, 0),
    // null: more than half are still there at the end
    median: points.find(({ survival }) => survival <= 0.5)?.time ?? null,
    curve: points,
  }
}
