/** `npm run scenarios -- segments FILE`: the product against a file of scenarios; one line each and a count. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeClock } from '#platform/clock'
import { loadConfig } from '#platform/config'
import { silentLog } from '#platform/log'
import { startRegulars } from '../../src/start.ts'
import { runLoyaltyScenario } from './loyalty.ts'
import { readScenarios, type Scenario, type Stage } from './scenario.ts'
import { runSegmentScenario } from './segments.ts'
import { whyNoJourney, whyNoVoice } from './told-in-prose.ts'

const driven: Record<string, (stage: Stage, scenario: Scenario) => Promise<void>> = {
  loyalty: runLoyaltyScenario,
  segments: runSegmentScenario,
}
/** What no program can do from its words, and where it is tested instead. */
const told: Record<string, (scenario: Scenario) => string> = { journeys: whyNoJourney, voice: whyNoVoice }

const exits = { passed: 0, failed: 1, usage: 2, notRun: 3 }

async function main([kind = '', path, only]: string[]): Promise<number> {
  const [drive, why] = [driven[kind], told[kind]]
  if (path === undefined || !(drive || why)) {
    console.error(`usage: npm run scenarios -- ${[...Object.keys(driven), ...Object.keys(told)].join('|')} FILE [ID]`)
    return exits.usage
  }
  let scenarios: Scenario[]
  try {
    scenarios = readScenarios(readFileSync(path, 'utf8')).filter(({ id }) => only === undefined || id === only)
  } catch (error) {
    console.error(`${path}: ${messageOf(error)}`)
    return exits.usage
  }
  if (why) {
    for (const scenario of scenarios) console.log(`not run ${scenario.id}: ${why(scenario)}`)
    console.log(`${scenarios.length} not run`)
    console.log('0 passed, 0 failed')
    return exits.notRun
  }
  const failed = drive ? await driveAll(drive, scenarios) : 0
  console.log(`${scenarios.length - failed} passed, ${failed} failed`)
  return failed === 0 ? exits.passed : exits.failed
}

/** Returns how many failed. */
async function driveAll(
  drive: (stage: Stage, scenario: Scenario) => Promise<void>,
  scenarios: Scenario[],
): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-scenarios-'))
  const clock = fakeClock('2026-01-01T00:00:00Z')
  const config = { ...loadConfig({}), dataDir, role: 'worker' as const }
  const regulars = await startRegulars(config, silentLog, { clock, web: false })
  let failed = 0
  try {
    for (const scenario of scenarios) {
      try {
        await drive({ regulars, clock }, scenario)
        console.log(`ok ${scenario.id}`)
      } catch (error) {
        failed++
        console.log(`FAIL ${scenario.id}: ${messageOf(error)}`)
      }
    }
  } finally {
    await regulars.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return failed
}

/** On one line. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')

process.exitCode = await main(process.argv.slice(2))
