/**
 * `npm run faults -- [F1 F2 …] [--rounds N] [--events N] [--seed S] [--short] [--write]`: one after the other, none holds up the next, so that
 * all of them may run overnight. With `--write` each puts its line into docs/reliability.md as soon as it is known.
 */
import { parseArgs } from 'node:util'
import type { Fault, Outcome } from './fault.ts'
import { faults } from './faults.ts'
import { writeFigures } from './write-figures.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    events: { type: 'string' },
    seed: { type: 'string' },
    short: { type: 'boolean' },
    write: { type: 'boolean' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const wanted = positionals.map((id) => id.toUpperCase())
const chosen = faults.filter(({ id, short }) => (wanted.length === 0 ? short || !values.short : wanted.includes(id)))

async function runOne(fault: Fault): Promise<Outcome> {
  const size = (values.short ? fault.short : undefined) ?? fault.long
  const rounds = Number(values.rounds ?? size.rounds)
  const events = Number(values.events ?? size.events)
  process.stdout.write(`\n${fault.id} ${fault.title} (seed ${seed})\n`)
  try {
    const outcome = await fault.run({ rounds, events, seed, say: (line) => process.stdout.write(`   ${line}\n`) })
    return outcome
  } catch (error) {
    return { passed: false, load: `${events} events, ${rounds} rounds`, figures: {}, notes: [String(error)] }
  }
}

for (const fault of chosen) {
  const outcome = await runOne(fault)
  process.stdout.write(`${outcome.passed ? '✓' : '✗'} ${fault.id} ${outcome.load}\n`)
  for (const [name, value] of Object.entries(outcome.figures)) process.stdout.write(`   ${name.padEnd(28)} ${value}\n`)
  for (const note of outcome.notes?.slice(0, 20) ?? []) process.stdout.write(`   ! ${note}\n`)
  if (!outcome.passed) process.exitCode = 1
  if (values.write) {
    const changed = ['rounds', 'events'].flatMap((name) => {
      const value = values[name as 'rounds' | 'events']
      return value === undefined ? [] : [`--${name} ${value}`]
    })
    const command = [
      'npm run faults --',
      fault.id,
      ...(values.short ? ['--short'] : []),
      ...changed,
      `--seed ${seed}`,
    ].join(' ')
    writeFigures(fault, outcome, command)
  }
}
process.exit()
