/**
 * `npm run bench -- [names] [--write] [--options of theirs]`: every figure of docs/benchmarks.md, one after the other. Without `--write`
 * they are only printed.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const parts: Record<string, string> = {
  start: 'start/bench-start.ts',
  ingest: 'ingest/bench-ingest.ts',
  history: 'ingest/bench-history.ts',
  import: 'import/bench-import.ts',
  customers: 'customers/bench-customers.ts',
  privacy: 'privacy/bench-retention.ts',
  reports: 'metrics/bench-metrics.ts',
  experiments: 'experiments/bench-experiments.ts',
  segments: 'segments/bench-segments.ts',
  simulate: 'simulate/bench-simulate.ts',
  predictions: 'predictions/bench-predictions.ts',
  recommendations: 'recommendations/bench-recommendations.ts',
  campaigns: 'campaigns/bench-campaigns.ts',
  journeys: 'journeys/bench-journeys.ts',
  loyalty: 'loyalty/bench-loyalty.ts',
  console: 'console/bench-console.ts',
}

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const options = process.argv.slice(2).filter((arg) => arg.startsWith('--'))
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  const file = parts[name]
  if (!file) {
    process.stderr.write(`There is no benchmark ${name}: ${Object.keys(parts).join(', ')}\n`)
    process.exit(1)
  }
  process.stdout.write(`\n${name}\n`)
  const run = spawnSync(process.execPath, [join(import.meta.dirname, file), ...options], { stdio: 'inherit' })
  if (run.status !== 0) process.exitCode = 1
}
