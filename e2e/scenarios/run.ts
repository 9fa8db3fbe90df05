/** `npm run scenarios -- segments FILE`: the product against a file of scenarios; one line each and a count. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeClock } from '#platform/clock'
import { loadConfig } from '#platform/config'
import { silentLog } from '#platform/log'
import { startRegulars } from '../../src/start.ts'
import { runLoyaltyScenario } from './loyalty.ts'
import type { Scenario, Stage } from './scenario.ts'
import { runSegmentScenario } from './segments.ts'

const kinds: Record<string, (stage: Stage, scenario: Scenario, format: unknown) => Promise<void>> = {
  loyalty: runLoyaltyScenario,
  segments: runSegmentScenario,
}

async function main([kind = '', path, only]: string[]): Promise<number> {
  const run = kinds[kind]
  if (!run || path === undefined) {
    console.error(`usage: npm run scenarios -- ${Object.keys(kinds).join('|')} FILE [ID]`)
    return 2
  }
  const file = JSON.parse(readFileSync(path, 'utf8')) as { scenarios: Scenario[] } & Record<string, unknown>
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-scenarios-'))
  const clock = fakeClock('2026-01-01T00:00:00Z')
  const config = { ...loadConfig({}), dataDir, role: 'worker' as const }
  const regulars = await startRegulars(config, silentLog, { clock, web: false })
  let failed = 0
  const scenarios = file.scenarios.filter(({ id }) => only === undefined || id === only)
  try {
    for (const scenario of scenarios) {
      try {
        await run({ regulars, clock }, scenario, file.conventions ?? file.format)
        console.log(`ok ${scenario.id}`)
      } catch (error) {
        failed++
        console.log(`FAIL ${scenario.id}: ${(error as Error).message}`)
      }
    }
  } finally {
    await regulars.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  console.log(`${scenarios.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
