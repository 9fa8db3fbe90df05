/** Where the routes of the modules hang. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { auditRoutes } from '#modules/audit'
import { campaignRoutes, plannedCampaigns, plannedFeeds } from '#modules/campaigns'
import { careRoutes } from '#modules/care'
import { customerRoutes } from '#modules/customers'
import { deadLetterRoutes, ingestRoutes } from '#modules/events'
import { experimentRoutes } from '#modules/experiments'
import { importHooks, importRoutes } from '#modules/imports'
import { inboxRoutes } from '#modules/inbox'
import { jobRoutes } from '#modules/jobs'
import { journeyRoutes, plannedJourneys } from '#modules/journeys'
import { billingHooks, cardSettingsRoutes, clubRoutes, loyaltyRoutes, tillSettingsRoutes } from '#modules/loyalty'
import { messagingRoutes, reportRoutes } from '#modules/messaging'
import { metricsRoutes } from '#modules/metrics'
import { notificationRoutes } from '#modules/notifications'
import { playRoutes } from '#modules/plays'
import { predictionRoutes } from '#modules/predictions'
import { privacyRoutes } from '#modules/privacy'
import { productRoutes, recommendationRoutes, widgetRoutes } from '#modules/recommendations'
import { segmentRoutes } from '#modules/segments'
import { surveyRoutes } from '#modules/surveys'
import { taskRoutes } from '#modules/tasks'
import { findApiKey, sessionMiddleware, workspacesRoutes } from '#modules/workspaces'
import { createHttpApp, type Lifecycle, type Metrics, type Router } from '#platform/http'
import { cardPages } from './pages/card/routes.ts'
import { joinPages } from './pages/join/routes.ts'
import { messagePages } from './pages/messages/routes.ts'
import { staffPages } from './pages/staff/routes.ts'
import { surveyPages } from './pages/survey/routes.ts'
import { walletPages } from './pages/wallet/routes.ts'
import type { Parts } from './parts.ts'
import { version } from './version.ts'

export type AppDeps = Parts & {
  lifecycle: Lifecycle
  metrics: Metrics
  metricsToken?: string
  checks: Record<string, () => Promise<unknown>>
  isBehind: () => boolean
}

const root = join(import.meta.dirname, '..')

/** Every route of the product. */
export function createApp(parts: AppDeps): Router {
  const consoleDirectory = join(root, 'dist', 'console')
  const app = createHttpApp({
    ...parts,
    publicUrl: parts.publicUrl(),
    version,
    ...(existsSync(consoleDirectory) ? { consoleDirectory } : {}),
  })
  app.use('/api/*', sessionMiddleware(parts.people))
  for (const routes of apiRoutes(parts)) app.route('/api/v1', routes)
  for (const routes of openRoutes(parts)) app.route('/', routes)
  return app
}

/** For the console and for programs. */
function apiRoutes(parts: AppDeps): Router[] {
  const { db, clock, people, cards, messaging, journeys, campaigns, segments, imports } = parts
  return [
    workspacesRoutes(people),
    auditRoutes({ db, seal: parts.auditSeal }),
    deadLetterRoutes({ db, clock, onReplayed: parts.onWritten }),
    customerRoutes(parts),
    careRoutes(parts),
    taskRoutes(parts),
    inboxRoutes(parts),
    loyaltyRoutes({ ...parts, seal: parts.auditSeal }),
    segmentRoutes(segments),
    journeyRoutes({ ...journeys, secret: people.secret }),
    campaignRoutes({ ...campaigns, messaging }),
    playRoutes({ journeys, messaging, segments }),
    messagingRoutes(messaging, [plannedCampaigns(campaigns), plannedFeeds(campaigns), plannedJourneys(journeys)]),
    tillSettingsRoutes(cards),
    cardSettingsRoutes(cards),
    clubRoutes(cards),
    surveyRoutes(parts),
    recommendationRoutes(parts),
    productRoutes(parts),
    metricsRoutes(parts),
    predictionRoutes(parts),
    experimentRoutes(parts),
    privacyRoutes({ ...parts.privacy, rules: parts.retention, now: () => clock.now() }),
    importRoutes(imports),
    jobRoutes({ db, hooks: importHooks(imports) }),
    notificationRoutes(parts),
  ]
}

/** For customers, tills, shops' pages and the services that report back. */
function openRoutes(parts: AppDeps): Router[] {
  const { db, clock, people, cards, messaging } = parts
  const { trustedProxies } = people
  const findKey = (secret: string) => findApiKey(db, secret)
  return [
    reportRoutes(messaging),
    messagePages(messaging),
    joinPages({ ...cards, trustedProxies }),
    cardPages({ ...cards, messaging }),
    walletPages(cards),
    staffPages(cards),
    surveyPages({ ...parts, trustedProxies }),
    billingHooks(cards),
    widgetRoutes({ db, clock, findKey, trustedProxies }),
    ingestRoutes({ ...parts, findKey }),
  ]
}
