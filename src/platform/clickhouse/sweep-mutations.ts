import { globSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes records of mutations that hold nothing. A disk that is full leaves them behind: ClickHouse goes on with what it has in
 * memory, and would not start with them again. Whoever asked for such a mutation was told no end of it and asks again.
 * Returns how many there were.
 */
export function sweepEmptyMutations(path: string): number {
  const empty = globSync('store/*/*/mutation_*.txt', { cwd: path })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).size === 0)
  for (const file of empty) rmSync(file)
  return empty.length
}
