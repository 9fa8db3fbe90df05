import type { FakeClock } from '#platform/clock'
import type { Regulars } from '../../src/start.ts'

export type Node = Record<string, unknown>
export type Scenario = { id: string } & Node
/** What scenarios are played on: the product, of which some need only parts, and its clock. */
export type Stage = { regulars: Pick<Regulars, 'db' | 'projector' | 'segments'>; clock: FakeClock }

/** The scenarios of a file. Throws where it is none. */
export function readScenarios(text: string): Scenario[] {
  const file = JSON.parse(text) as { scenarios?: Scenario[] } | null
  if (!Array.isArray(file?.scenarios)) throw new Error('no file of scenarios')
  return file.scenarios
}

/** What the file says should be, against what is. */
export function expectSame(what: string, expected: unknown, got: unknown): void {
  const [wanted, found] = [JSON.stringify(expected), JSON.stringify(got)]
  if (wanted !== found) throw new Error(`${what}: expected ${wanted} got ${found}`)
}

/** A word that nobody reads would make a scenario mean less than it says. */
export function allowOnly(what: string, node: Node, known: readonly string[]): void {
  const unknown = Object.keys(node).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`${what}: unknown ${unknown.join(', ')}`)
}
