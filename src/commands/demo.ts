import { join } from 'node:path'
import { sql } from 'kysely'
import type { BusinessKind, BusinessPlan } from '#models/business'
import { buildShopReport } from '#modules/metrics'
import { startPredictions } from '#modules/predictions'
import { startTraining } from '#modules/recommendations'
import { renderTerminal } from '#modules/report'
import { createWorkspace, demoSignIn, listWorkspaceIds, loadSecret } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { calendarOf, type Locale, type Translate } from '#platform/i18n'
import { createLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { type Regulars, startRegulars } from '../start.ts'
import type { DemoAsked } from './demo-options.ts'
import { importWithBar } from './import-with-bar.ts'
import { makeStraight } from './simulate/make-straight.ts'
import { sweepBroken } from './simulate/open-business.ts'
import { untilStopped } from './until-stopped.ts'
import { cliWords } from './words.ts'

const sample = join(import.meta.dirname, '../../samples/online-retail.csv.gz')

/**
 * `regulars demo [cafe|shop] [--language hu]`: a real shop's year, or a made-up business in any of the languages, in a data directory
 * of its own, its summary, and the console running on it.
 */
export async function demoCommand({ kind, locale }: DemoAsked): Promise<number> {
  const { t } = cliWords(locale)
  const directory = kind === undefined ? 'data-demo' : `data-demo/${kind}-${locale}`
  const config = loadConfig({ DATA_DIR: directory, LOG_LEVEL: 'warn', ...process.env })
  process.stderr.write(`${t('cli.starting_engines')}\n`)
  const log = createLog({ level: config.logLevel })
  const regulars = await startRegulars(config, log)
  const workspaceId =
    kind === undefined
      ? await ensureSample(regulars, { locale, t })
      : await ensureBusiness(regulars, kind, { locale, t })
  const signIn = await demoSignIn(regulars.db, {
    secret: loadSecret(config),
    workspaceId,
    name: t('cli.demo_person'),
    locale,
  })
  const { db, ch, clock } = regulars
  const report = await buildShopReport({ db, ch, clock, log }, workspaceId, { calendar: calendarOf(locale) })
  const width = Math.max(60, Math.min(120, process.stdout.columns ?? 100))
  process.stdout.write(
    `\n${renderTerminal(report, { locale, width, color: process.stdout.isTTY === true && !process.env.NO_COLOR })}\n`,
  )
  process.stdout.write(
    `${t('cli.demo_open', { url: regulars.url ?? '', email: signIn.email, password: signIn.password })}\n${t('cli.stop_hint')}\n`,
  )
  await untilStopped(regulars.stop)
  return 0
}

/** The sample's workspace, made and filled when it is not there; an import that was cut off goes on where it stopped. */
async function ensureSample(regulars: Regulars, words: { locale: Locale; t: Translate }): Promise<string> {
  const { db } = regulars
  const [known] = await listWorkspaceIds(db)
  const workspaceId =
    known ??
    (
      await createWorkspace(db, {
        name: 'Gift shop',
        timeZone: 'Europe/London',
        currency: 'GBP',
        locale: 'en',
        isSample: true,
      })
    ).workspaceId
  const done = await inWorkspace(db, workspaceId, (tx) =>
    sql`select from imports where workspace_id = ${workspaceId} and status = 'done'`.execute(tx),
  )
  // A second import of the same file only adds what the first could not.
  if (done.rows.length > 0) return workspaceId
  await importWithBar(
    regulars.imports,
    {
      workspaceId,
      path: sample,
      fileName: 'online-retail.csv.gz',
      currency: 'GBP',
      timeZone: 'Europe/London',
      source: 'till',
    },
    words,
  )
  await inWorkspace(db, workspaceId, (tx) => startTraining(tx, { jobs: regulars.imports.jobs }, workspaceId))
  return workspaceId
}

/** A made-up business with some 1,500 customers and more than a year behind it; made when none is there. */
async function ensureBusiness(
  regulars: Regulars,
  kind: BusinessKind,
  words: { locale: Locale; t: Translate },
): Promise<string> {
  const { db, imports } = regulars
  await sweepBroken(regulars)
  const [known] = await listWorkspaceIds(db)
  if (known !== undefined) return known
  const plan: BusinessPlan = {
    kind,
    language: words.locale,
    customers: 1_500,
    days: 420,
    horizonDays: 90,
    until: regulars.clock.now().epochMilliseconds,
    seed: 1,
    prefix: '',
  }
  const { workspaceId } = await makeStraight(regulars, { plan, name: undefined, truth: undefined }, words)
  await inWorkspace(db, workspaceId, (tx) => startTraining(tx, { jobs: imports.jobs }, workspaceId))
  await startPredictions(regulars, imports.jobs, workspaceId)
  return workspaceId
}
