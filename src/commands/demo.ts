import { join } from 'node:path'
import { sql } from 'kysely'
import { buildShopReport } from '#modules/metrics'
import { startTraining } from '#modules/recommendations'
import { renderTerminal } from '#modules/report'
import { createWorkspace, demoSignIn, listWorkspaceIds, loadSecret } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { type Regulars, startRegulars } from '../start.ts'
import { importWithBar } from './import-with-bar.ts'
import { untilStopped } from './until-stopped.ts'
import { cliLocale, cliWords } from './words.ts'

const sample = join(import.meta.dirname, '../../samples/online-retail.csv.gz')

/** `regulars demo`: a real shop's year in a data directory of its own, its summary, and the console running on it. */
export async function demoCommand(): Promise<number> {
  const locale = cliLocale()
  const { t } = cliWords(locale)
  const config = loadConfig({ DATA_DIR: 'data-demo', LOG_LEVEL: 'warn', ...process.env })
  process.stderr.write(`${t('cli.starting_engines')}\n`)
  const log = createLog({ level: config.logLevel })
  const regulars = await startRegulars(config, log)
  const workspaceId = await ensureSample(regulars, async (id) => {
    await importWithBar(
      regulars.imports,
      {
        workspaceId: id,
        path: sample,
        fileName: 'online-retail.csv.gz',
        currency: 'GBP',
        timeZone: 'Europe/London',
        source: 'till',
      },
      { locale, t },
    )
  })
  const signIn = await demoSignIn(regulars.db, {
    secret: loadSecret(config),
    workspaceId,
    name: t('cli.demo_person'),
    locale,
  })
  const { db, ch, clock } = regulars
  const report = await buildShopReport({ db, ch, clock, log }, workspaceId)
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
async function ensureSample(regulars: Regulars, fill: (workspaceId: string) => Promise<void>): Promise<string> {
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
  await fill(workspaceId)
  await inWorkspace(db, workspaceId, (tx) => startTraining(tx, { jobs: regulars.imports.jobs }, workspaceId))
  return workspaceId
}
