export type FaultOptions = { rounds: number; events: number; seed: number; say: (line: string) => void }

/** What a fault showed. `passed` is the criterion of the table; figures are told whether it did or not. */
export type Outcome = { passed: boolean; load: string; figures: Record<string, string | number>; notes?: string[] }

export type Fault = {
  id: string
  title: string
  criterion: string
  /** What the figures in docs/reliability.md are taken with. */
  long: { rounds: number; events: number }
  /** The version that runs with every test; without one a test beside the code shows the same. */
  short?: { rounds: number; events: number }
  run: (options: FaultOptions) => Promise<Outcome>
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
