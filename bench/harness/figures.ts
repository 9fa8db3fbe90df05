/** What every benchmark takes from the command line, and where its figures go. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { glance } from './glance.ts'

type Usual = Record<string, number | string | boolean>
type Chosen<T extends Usual> = {
  [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : string
} & { write: boolean }

/**
 * A benchmark's own options with their usual values, which also say their type, and `--write`. Names are written as on the command
 * line; an unknown one or a number that is none ends the run.
 */
export function benchOptions<const T extends Usual>(own: T): Chosen<T> {
  const usual: Usual = { ...own, write: false }
  const type = (value: Usual[string]) => (typeof value === 'boolean' ? ('boolean' as const) : ('string' as const))
  const options = Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, { type: type(value) }]))
  const given = parseArgs({ options }).values
  const chosen = Object.entries(usual).map(([name, value]) => {
    const said = given[name]
    if (said === undefined || typeof value !== 'number') return [name, said ?? value]
    if (!Number.isFinite(Number(said))) throw new Error(`--${name} is a number, not ${String(said)}`)
    return [name, Number(said)]
  })
  return Object.fromEntries(chosen) as Chosen<T>
}

/** Prints a section's lines, and with `--write` puts them into docs/benchmarks.md. */
export function tellSection({ write }: { write: boolean }, name: string, lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
  if (write) writeSection(name, lines)
}

const marksOf = (name: string): [start: string, end: string] => [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]

/** The text with what lies between a section's marks replaced; the section is made when it is not there. */
function withSection(text: string, name: string, body: string): string {
  const [start, end] = marksOf(name)
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  const section = `${start}\n${body}\n${end}`
  if (from < 0 || to < 0) return `${text.trimEnd()}\n\n${section}\n`
  return text.slice(0, from) + section + text.slice(to + end.length)
}

/** Puts lines between a section's marks in docs/benchmarks.md, and what has a target into the table at its top. */
export function writeSection(name: string, lines: string[]): void {
  const file = join(import.meta.dirname, '../../docs/benchmarks.md')
  const text = withSection(readFileSync(file, 'utf8'), name, [machineLine(), '', ...lines].join('\n'))
  const [, end] = marksOf('glance')
  const below = text.slice(text.indexOf(end) + end.length)
  writeFileSync(file, withSection(text, 'glance', glance(below).join('\n')))
}

function machineLine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor'
  const day = new Date().toISOString().slice(0, 10)
  const load = (loadavg()[0] ?? 0).toFixed(1)
  return `_${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${day}, load in the last minute ${load}_`
}
