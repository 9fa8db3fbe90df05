/** The composition root: which module gets what, and where its routes hang. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { auditRoutes, type SealCheckpoint } from '#modules/audit'
import { type CampaignsDeps, campaignRoutes, plannedCampaigns, plannedFeeds } from '#modules/campaigns'
import { careRoutes } from '#modules/care'
import { customerRoutes, factReaders, projectCustomers } from '#modules/customers'
import { deadLetterRoutes, type EventWriter, ingestRoutes, type Project, type RebuildDeps } from '#modules/events'
import { experimentRoutes } from '#modules/experiments'
import { type ImportDeps, importHooks, importRoutes } from '#modules/imports'
import { jobRoutes } from '#modules/jobs'
import { type JourneysDeps, journeyRoutes } from '#modules/journeys'
import { type CardDeps, cardSettingsRoutes, loyaltyRoutes, tillSettingsRoutes } from '#modules/loyalty'
import { canText, messagingRoutes, type OutboxDeps, reportRoutes, sendTextNow, withDevices } from '#modules/messaging'
import { metricsRoutes, silenceWindow } from '#modules/metrics'
import { notificationRoutes } from '#modules/notifications'
import { playRoutes } from '#modules/plays'
import { predictionRoutes } from '#modules/predictions'
import { type PrivacyDeps, privacyRoutes, type RetentionRule, refuseErased } from '#modules/privacy'
import { productRoutes, recommendationRoutes, widgetRoutes, withProducts } from '#modules/recommendations'
import { segmentRoutes } from '#modules/segments'
import { taskRoutes } from '#modules/tasks'
import { findApiKey, type People, sessionMiddleware, workspacesRoutes } from '#modules/workspaces'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import { createHttpApp, type Lifecycle, type Metrics, type Router } from '#platform/http'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'
import { cardPages } from './pages/card/routes.ts'
import { joinPages } from './pages/join/routes.ts'
import { messagePages } from './pages/messages/routes.ts'
import { staffPages } from './pages/staff/routes.ts'
import { walletPages } from './pages/wallet/routes.ts'

export type AppDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  people: People
  writer: EventWriter
  imports: ImportDeps
  privacy: PrivacyDeps
  messaging: OutboxDeps
  retention: RetentionRule[]
  journeys: JourneysDeps
  campaigns: CampaignsDeps
  auditSeal: SealCheckpoint
  lifecycle: Lifecycle
  metrics: Metrics
  metricsToken?: string
  checks: Record<string, () => Promise<unknown>>
  publicUrl: string
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
  isBehind: () => boolean
}

const root = join(import.meta.dirname, '..')

export const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version

/** Every route of the product. */
export function createApp(deps: AppDeps): Router {
  const { db, ch, clock, log } = deps
  const consoleDirectory = join(root, 'dist', 'console')
  const app = createHttpApp({
    log,
    metrics: deps.metrics,
    lifecycle: deps.lifecycle,
    checks: deps.checks,
    publicUrl: deps.publicUrl,
    version,
    ...(deps.metricsToken ? { metricsToken: deps.metricsToken } : {}),
    ...(existsSync(consoleDirectory) ? { consoleDirectory } : {}),
  })
  const silence = (workspaceId: string) => silenceWindow({ db, ch, clock, log }, workspaceId)
  app.use('/api/*', sessionMiddleware(deps.people))
  app.route('/api/v1', workspacesRoutes(deps.people))
  app.route('/api/v1', auditRoutes({ db, seal: deps.auditSeal }))
  app.route('/api/v1', deadLetterRoutes({ db, clock, onReplayed: deps.onWritten }))
  app.route(
    '/api/v1',
    customerRoutes({
      db,
      ch,
      clock,
      silenceDays: async (id) => (await silence(id)).days,
      jobs: deps.imports.jobs,
      onWritten: deps.onWritten,
    }),
  )
  app.route('/api/v1', careRoutes({ db, ch, clock, log, dataDir: deps.imports.dataDir, onWritten: deps.onWritten }))
  app.route('/api/v1', taskRoutes({ db, clock, onWritten: deps.onWritten }))
  app.route(
    '/api/v1',
    loyaltyRoutes({ db, clock, onWritten: deps.onWritten, jobs: deps.imports.jobs, seal: deps.auditSeal }),
  )
  app.route('/api/v1', segmentRoutes({ db, ch, clock, log, onWritten: deps.onWritten }))
  app.route('/api/v1', journeyRoutes({ ...deps.journeys, secret: deps.people.secret }))
  app.route('/api/v1', campaignRoutes({ ...deps.campaigns, messaging: deps.messaging }))
  app.route(
    '/api/v1',
    playRoutes({
      journeys: deps.journeys,
      messaging: deps.messaging,
      segments: { db, ch, clock, log, onWritten: deps.onWritten },
    }),
  )
  app.route(
    '/api/v1',
    messagingRoutes(deps.messaging, [plannedCampaigns(deps.campaigns), plannedFeeds(deps.campaigns)]),
  )
  app.route('/', reportRoutes(deps.messaging))
  app.route('/', messagePages(deps.messaging))
  const { trustedProxies } = deps.people
  const cards = cardDepsOf(deps)
  app.route('/', joinPages({ ...cards, trustedProxies }))
  app.route('/', cardPages({ ...cards, messaging: deps.messaging }))
  app.route('/', walletPages(cards))
  app.route('/', staffPages(cards))
  app.route('/api/v1', tillSettingsRoutes(cards))
  app.route('/api/v1', cardSettingsRoutes(cards))
  app.route('/api/v1', recommendationRoutes({ db, ch, clock, jobs: deps.imports.jobs }))
  app.route('/api/v1', productRoutes({ db, clock }))
  app.route('/api/v1', metricsRoutes({ db, ch, clock, log }))
  app.route('/api/v1', predictionRoutes({ db, ch, clock, log, jobs: deps.imports.jobs, onWritten: deps.onWritten }))
  app.route(
    '/api/v1',
    experimentRoutes({
      db,
      ch,
      clock,
      log,
      jobs: deps.imports.jobs,
      onWritten: deps.onWritten,
      silenceDays: async (id) => (await silence(id)).days,
    }),
  )
  app.route('/api/v1', privacyRoutes({ ...deps.privacy, rules: deps.retention, now: () => clock.now() }))
  app.route('/api/v1', importRoutes(deps.imports))
  app.route('/api/v1', jobRoutes({ db, hooks: importHooks(deps.imports) }))
  app.route('/api/v1', notificationRoutes({ db, clock }))
  app.route(
    '/',
    widgetRoutes({
      db,
      clock,
      findKey: (secret) => findApiKey(db, secret),
      trustedProxies: deps.people.trustedProxies,
    }),
  )
  app.route(
    '/',
    ingestRoutes({
      db,
      clock,
      writer: deps.writer,
      findKey: (secret) => findApiKey(db, secret),
      isBehind: deps.isBehind,
    }),
  )
  return app
}

/** What cards and tills get. */
export function cardDepsOf({
  db,
  clock,
  people,
  messaging,
  onWritten,
}: Pick<AppDeps, 'db' | 'clock' | 'people' | 'messaging' | 'onWritten'>): CardDeps {
  const { secret, mailer } = people
  return {
    ...{ db, clock, secret, mailer, onWritten },
    publicUrl: () => people.publicUrl,
    texts: {
      isOn: (workspaceId) => canText(messaging, workspaceId),
      send: (workspaceId, to, text) => sendTextNow(messaging, workspaceId, to, text),
    },
  }
}

/** What the projector does with events. */
export const projectWith = (hash: PrivacyDeps['hash'], secret: string): Project =>
  refuseErased(hash, withDevices(secret, withProducts(projectCustomers)))

export function rebuildDeps(db: Db, ch: Clickhouse): RebuildDeps {
  return { db, ch, ...factReaders }
}
