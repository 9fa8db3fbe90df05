import type { FakeClock } from '#platform/clock'
import type { Regulars } from '../../src/start.ts'

export type Scenario = { id: string } & Record<string, unknown>
export type Stage = { regulars: Regulars; clock: FakeClock }

/** What the file says should be, against what is. */
export function expectSame(what: string, expected: unknown, got: unknown): void {
  const [wanted, found] = [JSON.stringify(expected), JSON.stringify(got)]
  if (wanted !== found) throw new Error(`${what}: expected ${wanted} got ${found}`)
}
