/** Starts and stops the product: engines, schema, web and worker parts, as the settings say. */
import { resolveTxt } from 'node:dns/promises'
import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import { checkpointSealer, type SealCheckpoint } from '#modules/audit'
import { type CampaignsDeps, watchCampaigns, watchFeeds } from '#modules/campaigns'
import { defineSweep, removeAttachmentFiles } from '#modules/care'
import { defineCustomerJobs } from '#modules/customers'
import { createEventWriter, type EventWriter, type Projector, startProjector, watchBacklog } from '#modules/events'
import { defineExperimentJobs } from '#modules/experiments'
import { defineImportJobs, type ImportDeps, removeImportFiles } from '#modules/imports'
import { defineJourneyJobs, type JourneysDeps, journeyActions, watchJourneys } from '#modules/journeys'
import { defineLoyaltyJobs, defineWalletJob, loyaltyActions, watchLoyalty } from '#modules/loyalty'
import {
  createLines,
  defineSilenceAlert,
  emailChannel,
  type OutboxDeps,
  watchMessages,
  watchReports,
} from '#modules/messaging'
import { silenceWindow } from '#modules/metrics'
import { definePredictionJobs } from '#modules/predictions'
import {
  defineRetentionJobs,
  defineSweepJob,
  identityHasher,
  type PrivacyDeps,
  type RetentionRule,
} from '#modules/privacy'
import { defineTraining } from '#modules/recommendations'
import { recountScored, type SegmentsDeps, watchSegments } from '#modules/segments'
import { defineReminders } from '#modules/tasks'
import { createPeople, defineDeletionJobs, loadSecret, mailBrandOf, openSetup, type People } from '#modules/workspaces'
import { type Clickhouse, createClickhouse, migrateClickhouse } from '#platform/clickhouse'
import { type Clock, type SteadyClock, startSteadyClock } from '#platform/clock'
import type { Config } from '#platform/config'
import { type Engines, startEngines } from '#platform/engines'
import { createLifecycle, createMetrics, type Lifecycle, type Running, serveHttp } from '#platform/http'
import { type Jobs, startJobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Loop } from '#platform/loop'
import { createMailer } from '#platform/mail'
import { createFindAddress, createOutbound } from '#platform/outbound'
import { checkIsolation, createDb, createPool, type Db, migratePostgres, readDatabaseTime } from '#platform/postgres'
import { cardDepsOf, createApp, projectWith, rebuildDeps } from './app.ts'
import { messageSlots } from './message-slots.ts'
import { personalDataOf, retentionRulesOf } from './personal-data.ts'
import { reachable } from './reachable.ts'

export type Regulars = {
  db: Db
  ch: Clickhouse
  clock: Clock
  people: People
  writer: EventWriter
  imports: ImportDeps
  privacy: PrivacyDeps
  auditSeal: SealCheckpoint
  segments: SegmentsDeps
  messaging: OutboxDeps
  journeys: JourneysDeps
  campaigns: CampaignsDeps
  /** Present when this process has the worker's part. */
  projector?: Projector
  /** Where people reach it; undefined without the web part. */
  url?: string
  engines: Engines
  /** Takes no more, finishes what is under way, stops the engines it started. Within 10 s. */
  stop: () => Promise<void>
}

/** Everything the settings ask for, ready for use when it resolves. `onStep` hears what is being done, for a person who waits. */
export async function startRegulars(
  config: Config,
  log: Log,
  options: { clock?: Clock; onStep?: (step: 'engines' | 'schema' | 'web') => void; web?: boolean } = {},
): Promise<Regulars> {
  options.onStep?.('engines')
  const engines = await startEngines({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    clickhouseUrl: config.clickhouseUrl,
    log,
  })
  try {
    options.onStep?.('schema')
    const analytics = () =>
      reachable('clickhouse_unreachable', config.clickhouseUrl, migrateClickhouse(engines.clickhouseUrl, { log }))
    await reachable('database_unreachable', config.databaseUrl, migratePostgres(engines.databaseUrl, analytics))
    return await connect(config, log, engines, options)
  } catch (error) {
    await engines.stop()
    throw error
  }
}

async function connect(
  config: Config,
  log: Log,
  engines: Engines,
  options: { clock?: Clock; onStep?: (step: 'web') => void; web?: boolean },
): Promise<Regulars> {
  const pool = createPool(engines.databaseUrl, { max: 12 })
  const db = createDb(pool)
  await checkIsolation(db)
  // The database's, which all processes share: nothing happens early or late because somebody sets this machine's clock.
  const steady = await startSteadyClock(() => readDatabaseTime(db))
  const clock = options.clock ?? steady
  const ch = createClickhouse(engines.clickhouseUrl, { log })
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
  const secret = loadSecret(config)
  const hash = identityHasher(secret)
  const isWorker = config.role !== 'web'
  const isWeb = config.role !== 'worker' && options.web !== false
  const projector = isWorker
    ? startProjector({ ...rebuildDeps(db, ch), clock, log, project: projectWith(hash, secret) })
    : undefined
  const wake = (): void => projector?.wake()
  const followed = (what: 'projected' | 'told', loop: Loop): Loop => {
    projector?.on(what, loop.wake)
    return loop
  }
  const segments: SegmentsDeps = { db, ch, clock, log, onWritten: wake }
  const writer = createEventWriter(db, clock, wake)
  const jobs = await startJobs(engines.databaseUrl, { log, work: isWorker })
  const outbound = createOutbound({ allowed: config.allowPrivateHosts })
  const findAddress = createFindAddress({ allowed: config.allowPrivateHosts })
  const mailer = await createMailer({
    jobs,
    clock,
    log,
    secret,
    dataDir: config.dataDir,
    brandOf: (workspaceId) => mailBrandOf(db, workspaceId),
    ...(config.smtpUrl ? { smtpUrl: config.smtpUrl } : {}),
    ...(config.mailFrom ? { from: config.mailFrom } : {}),
  })
  const people = createPeople({
    db,
    clock,
    secret,
    publicUrl,
    mailer,
    trustedProxies: config.trustedProxies,
    oidc: config.oidc,
  })
  const messaging: OutboxDeps = {
    db,
    clock,
    log,
    secret,
    publicUrl: () => people.publicUrl,
    onWritten: wake,
    mailer,
    outbound,
    findAddress,
    lines: createLines(findAddress, log),
    resolveTxt,
    slots: messageSlots({ ch, clock }),
    channel: emailChannel({
      ...(config.smtpUrl ? { smtpUrl: config.smtpUrl } : {}),
      ...(config.mailFrom ? { from: config.mailFrom } : {}),
    }),
  }
  const imports: ImportDeps = {
    db,
    clock,
    log,
    dataDir: config.dataDir,
    jobs,
    onWritten: wake,
    rebuild: rebuildDeps(db, ch),
  }
  await defineImportJobs(imports, jobs)
  await defineCustomerJobs({
    db,
    clock,
    jobs,
    onWritten: wake,
    silenceDays: async (id) => (await silenceWindow({ db, ch, clock, log }, id)).days,
  })
  const journeys: JourneysDeps = {
    db,
    ch,
    clock,
    log,
    jobs,
    actions: [...journeyActions(clock, jobs), ...loyaltyActions({ clock })],
    onWritten: wake,
    silenceDays: async (id) => (await silenceWindow({ db, ch, clock, log }, id)).days,
  }
  const campaigns: CampaignsDeps = {
    db,
    ch,
    clock,
    log,
    jobs,
    outbound,
    onWritten: wake,
    silenceDays: async (id) => (await silenceWindow({ db, ch, clock, log }, id)).days,
  }
  await defineJourneyJobs({ db, clock, log, secret, outbound }, jobs)
  await defineExperimentJobs(
    {
      db,
      ch,
      clock,
      onWritten: wake,
      silenceDays: async (id) => (await silenceWindow({ db, ch, clock, log }, id)).days,
    },
    jobs,
  )
  await definePredictionJobs({ db, ch, clock, log, onWritten: wake, onScored: (id) => recountScored({ db }, id) }, jobs)
  await defineLoyaltyJobs({ db, clock, onWritten: wake }, jobs)
  await defineWalletJob(cardDepsOf({ db, clock, people, messaging, onWritten: wake }), jobs)
  await defineTraining({ db, ch, clock, jobs })
  await defineSweep({ db, clock, dataDir: config.dataDir }, jobs)
  await defineSilenceAlert(messaging, jobs)
  await defineReminders({ db, clock, log, mailer, publicUrl: () => people.publicUrl }, jobs)
  const holders = { db, ch, clock, log, dataDir: config.dataDir }
  const privacy: PrivacyDeps = { db, jobs, hash, personalData: personalDataOf(holders) }
  const auditSeal = checkpointSealer(secret)
  const retention = retentionRulesOf(holders, privacy, auditSeal)
  await defineSweepJob(privacy, jobs)
  await defineRetentionJobs({ db, log, rules: retention, now: () => clock.now() }, jobs)
  const removeFiles = [
    (workspaceId: string) => removeImportFiles({ db, dataDir: config.dataDir }, workspaceId),
    (workspaceId: string) => removeAttachmentFiles(config.dataDir, workspaceId),
  ]
  await defineDeletionJobs({ db, ch, removeFiles }, jobs)
  const lifecycle = createLifecycle()
  const web = isWeb
    ? await serve(config, log, {
        db,
        ch,
        clock,
        people,
        writer,
        imports,
        privacy,
        retention,
        journeys,
        campaigns,
        auditSeal,
        lifecycle,
        publicUrl,
        messaging,
        wake,
      })
    : undefined
  // A free port is known only now; links in messages must carry it.
  if (web && !config.publicUrl) people.publicUrl = `http://localhost:${web.port}`
  // Only now: links in messages carry the address.
  const loops = isWorker
    ? [
        followed('told', watchSegments(segments)),
        watchLoyalty({ db, clock, log, onWritten: wake, seal: auditSeal }),
        followed('projected', watchJourneys(journeys)),
        watchCampaigns(campaigns),
        watchFeeds(campaigns),
        watchMessages(messaging),
        watchReports(messaging),
      ]
    : []
  lifecycle.ready()
  const stop = stopInOrder({
    lifecycle,
    web,
    writer,
    jobs,
    projector,
    loops,
    steady,
    ch,
    db,
    engines,
    log,
  })
  return {
    db,
    ch,
    clock,
    people,
    writer,
    imports,
    privacy,
    segments,
    messaging,
    journeys,
    campaigns,
    auditSeal,
    engines,
    stop,
    ...(projector ? { projector } : {}),
    ...(web ? { url: config.publicUrl ?? `http://localhost:${web.port}` } : {}),
  }
}

type WebDeps = Pick<Regulars, 'db' | 'ch' | 'clock' | 'people' | 'writer' | 'imports' | 'auditSeal'> & {
  privacy: PrivacyDeps
  retention: RetentionRule[]
  journeys: JourneysDeps
  campaigns: CampaignsDeps
  lifecycle: Lifecycle
  publicUrl: string
  messaging: OutboxDeps
  wake: () => void
}

async function serve(config: Config, log: Log, deps: WebDeps): Promise<Running & { stopWatching: () => void }> {
  const backlog = watchBacklog(deps.db)
  const metrics = createMetrics()
  new Gauge({
    name: 'regulars_events_behind',
    help: 'Positions of the event log written and not yet projected',
    registers: [metrics.registry],
    collect() {
      this.set(backlog.positions())
    },
  })
  new Gauge({
    name: 'regulars_batches_waiting',
    help: 'Batches of events projected and not yet told to ClickHouse: how far reports are behind',
    registers: [metrics.registry],
    collect() {
      this.set(backlog.batches())
    },
  })
  const app = createApp({
    ...deps,
    log,
    metrics,
    ...(config.metricsToken ? { metricsToken: config.metricsToken } : {}),
    checks: {
      postgres: () => sql`select 1`.execute(deps.db),
      clickhouse: async () => requireTrue(await deps.ch.ping()),
    },
    onWritten: deps.wake,
    isBehind: () => backlog.positions() > config.maxBacklog,
  })
  const running = await serveHttp(app, { port: config.port, host: config.host })
  return { ...running, stopWatching: backlog.stop }
}

function requireTrue(value: boolean): void {
  if (!value) throw new Error('no answer')
}

type Parts = {
  lifecycle: Lifecycle
  web: (Running & { stopWatching: () => void }) | undefined
  writer: EventWriter
  jobs: Jobs
  projector: Projector | undefined
  loops: Pick<Loop, 'stop'>[]
  steady: SteadyClock
  ch: Clickhouse
  db: Db
  engines: Engines
  log: Log
}

/** Callers may ask twice (a second Ctrl-C); it is done once. */
function stopInOrder(parts: Parts): () => Promise<void> {
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    parts.lifecycle.drain()
    parts.web?.stopWatching()
    await parts.web?.close(4_000)
    await parts.writer.drain()
    await Promise.all([parts.jobs.stop(), parts.projector?.stop(), ...parts.loops.map((loop) => loop.stop())])
    parts.steady.stop()
    await parts.ch.close()
    await parts.db.destroy()
    await parts.engines.stop()
    parts.log.info('Stopped')
  }
  return () => {
    stopping ??= stop()
    return stopping
  }
}

/** The token for the first-run page, while nobody has set this installation up. */
export async function readSetupToken(regulars: Regulars): Promise<string | undefined> {
  return await openSetup(regulars.people)
}
