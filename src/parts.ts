/** What the product is made of: built once, and everything – routes, jobs, loops – takes what it needs of it. */
import { resolveTxt } from 'node:dns/promises'
import { checkpointSealer, type SealCheckpoint } from '#modules/audit'
import { type CampaignsDeps, campaignsUsing } from '#modules/campaigns'
import { factReaders, projectCustomers } from '#modules/customers'
import {
  createEventWriter,
  type EventWriter,
  type Project,
  type Projector,
  type RebuildDeps,
  startProjector,
} from '#modules/events'
import type { ImportDeps } from '#modules/imports'
import { inboxActions, inboxReplies } from '#modules/inbox'
import { type JourneysDeps, journeyActions, journeysUsing } from '#modules/journeys'
import { type CardDeps, loyaltyActions, programmesUsing } from '#modules/loyalty'
import { canText, createLines, emailChannel, type OutboxDeps, sendTextNow, withDevices } from '#modules/messaging'
import { silenceWindow } from '#modules/metrics'
import { identityHasher, type PrivacyDeps, type RetentionRule, refuseErased } from '#modules/privacy'
import { readNextProducts, withProducts } from '#modules/recommendations'
import type { SegmentsDeps } from '#modules/segments'
import { surveyActions, surveysUsing } from '#modules/surveys'
import { createPeople, loadSecret, mailBrandOf, type People } from '#modules/workspaces'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import { type Jobs, startJobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { createMailer, type Mailer } from '#platform/mail'
import { createFindAddress, createOutbound, type Outbound } from '#platform/outbound'
import { type Db, inWorkspace } from '#platform/postgres'
import { messageSlots } from './message-slots.ts'
import { personalDataOf, retentionRulesOf } from './personal-data.ts'

/** What nearly every module takes. */
export type Base = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  jobs: Jobs
  dataDir: string
  secret: string
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
  silenceDays: (workspaceId: string) => Promise<number>
  /** Names of what customers would most likely want next, best first. */
  nextProducts: (workspaceId: string, customerIds: string[]) => Promise<Map<string, string[]>>
}

export type Parts = Base & {
  people: People
  mailer: Mailer
  outbound: Outbound
  writer: EventWriter
  imports: ImportDeps
  segments: SegmentsDeps
  journeys: JourneysDeps
  campaigns: CampaignsDeps
  messaging: OutboxDeps
  cards: CardDeps
  privacy: PrivacyDeps
  retention: RetentionRule[]
  auditSeal: SealCheckpoint
  /** Present when this process has the worker's part. */
  projector?: Projector
  /** Where people reach it; known for certain once it listens. */
  publicUrl: () => string
}

type Given = { db: Db; ch: Clickhouse; clock: Clock; databaseUrl: string; worksJobs: boolean }

export async function createParts(config: Config, log: Log, given: Given): Promise<Parts> {
  const { db, ch, clock, databaseUrl, worksJobs } = given
  const isWorker = config.role !== 'web'
  const secret = loadSecret(config)
  const hash = identityHasher(secret)
  const rebuild = rebuildDeps(db, ch)
  const projector = isWorker
    ? startProjector({ ...rebuild, clock, log, project: projectWith(hash, secret) })
    : undefined
  const base: Base = {
    db,
    ch,
    clock,
    log,
    secret,
    dataDir: config.dataDir,
    jobs: await startJobs(databaseUrl, { log, work: worksJobs }),
    onWritten: () => projector?.wake(),
    silenceDays: async (workspaceId) => (await silenceWindow({ db, ch, clock, log }, workspaceId)).days,
    nextProducts: (workspaceId, customerIds) =>
      inWorkspace(db, workspaceId, (tx) => readNextProducts(ch, tx, workspaceId, customerIds)),
  }
  const smtp = {
    ...(config.smtpUrl ? { smtpUrl: config.smtpUrl } : {}),
    ...(config.mailFrom ? { from: config.mailFrom } : {}),
  }
  const mailer = await createMailer({ ...base, brandOf: (workspaceId) => mailBrandOf(db, workspaceId), ...smtp })
  const people = createPeople({
    db,
    clock,
    secret,
    mailer,
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    trustedProxies: config.trustedProxies,
    oidc: config.oidc,
  })
  const publicUrl = (): string => people.publicUrl
  const outbound = createOutbound({ allowed: config.allowPrivateHosts })
  const messaging = createMessaging(config, { ...base, mailer, outbound, publicUrl, channel: emailChannel(smtp) })
  const auditSeal = checkpointSealer(secret)
  const privacy: PrivacyDeps = { db, jobs: base.jobs, hash, personalData: personalDataOf(base) }
  return {
    ...base,
    people,
    mailer,
    outbound,
    publicUrl,
    writer: createEventWriter(db, clock, base.onWritten),
    imports: { ...base, rebuild },
    segments: { ...base, usedBy: [journeysUsing, campaignsUsing, programmesUsing] },
    journeys: {
      ...base,
      actions: [
        ...journeyActions(clock, base.jobs),
        ...loyaltyActions(base),
        ...surveyActions(base),
        ...inboxActions(base),
      ],
    },
    campaigns: { ...base, outbound },
    messaging,
    cards: createCards(config, { ...base, mailer, messaging, outbound, publicUrl }),
    privacy,
    retention: retentionRulesOf(base, privacy, auditSeal),
    auditSeal,
    ...(projector ? { projector } : {}),
  }
}

function createMessaging(
  config: Config,
  given: Base & Pick<OutboxDeps, 'mailer' | 'outbound' | 'publicUrl' | 'channel'>,
): OutboxDeps {
  const findAddress = createFindAddress({ allowed: config.allowPrivateHosts })
  const lines = createLines(findAddress, given.log)
  const usedBy = [journeysUsing, campaignsUsing, surveysUsing]
  return { ...given, findAddress, lines, resolveTxt, slots: messageSlots(given), replies: inboxReplies(given), usedBy }
}

/** What cards and tills get. */
function createCards(
  { stripeUrl }: Config,
  given: Base & { mailer: Mailer; messaging: OutboxDeps; outbound: Outbound; publicUrl: () => string },
): CardDeps {
  const { db, clock, secret, mailer, messaging, onWritten, outbound, publicUrl } = given
  return {
    ...{ db, clock, secret, mailer, onWritten, outbound, publicUrl, stripeUrl },
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
