import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Fault, Outcome } from './fault.ts'

const file = join(import.meta.dirname, '..', '..', 'docs', 'reliability.md')
const begin = '<!-- figures -->'
const end = '<!-- /figures -->'

/** Replaces the fault's line between the markers and leaves the others as they are. */
export function writeFigures(fault: Fault, outcome: Outcome, command: string): void {
  const text = readFileSync(file, 'utf8')
  const [before = '', rest = ''] = text.split(begin)
  const [inside = '', after = ''] = rest.split(end)
  const lines = new Map(
    inside
      .split('\n')
      .filter((line) => /^\| [FBK]\d+/.test(line))
      .map((line) => [idOf(line), line]),
  )
  lines.set(fault.id, lineOf(fault, outcome, command))
  const sorted = [...lines].sort(([a], [b]) => numberOf(a) - numberOf(b)).map(([, line]) => line)
  const head = ['| fault | passes when | load | figures | | taken with |', '| --- | --- | --- | --- | --- | --- |']
  writeFileSync(file, `${before}${begin}\n${[...head, ...sorted].join('\n')}\n${end}${after}`)
}

function lineOf(fault: Fault, outcome: Outcome, command: string): string {
  const figures = Object.entries(outcome.figures).map(([name, value]) => `${name} ${value}`)
  const machine = `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GB, load ${(loadavg()[2] ?? 0).toFixed(0)} in the last quarter of an hour`
  const cells = [
    `${fault.id} ${fault.title}`,
    fault.criterion,
    outcome.load,
    figures.join('; '),
    outcome.passed ? 'passed' : '**not passed**',
    `\`${command}\`<br>${machine}`,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const idOf = (line: string): string => /^\| (\S+)/.exec(line)?.[1] ?? ''
const numberOf = (id: string): number => Number(id.replace(/\D/g, ''))
