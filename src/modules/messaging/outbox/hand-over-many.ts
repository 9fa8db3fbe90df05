import { channelsOf } from '#contract/message-channels'
import { readManyPreferences } from '#modules/care'
import { appendCustomerEvents, type Contact, customerFamilies, readContacts } from '#modules/customers'
import type { Handover } from '#platform/mail'
import { inWorkspace, type Tx } from '#platform/postgres'
import { noteConversation, readChannels } from '../channels/channels.repo.ts'
import type { OutboxDeps } from '../messaging-deps.ts'
import { judgeMessage, type Verdict } from '../policy/judge-message.ts'
import { channelsFor } from '../policy/pick-channel.ts'
import { readPolicy } from '../policy/policy.repo.ts'
import { readManyFacts } from '../policy/read-many-facts.ts'
import { renderMessage } from '../rendering/render-message.ts'
import { listReportSources } from '../reports/sources.repo.ts'
import { getTemplate } from '../templates.repo.ts'
import { finish, outcomeOf } from './hand-over.ts'
import type { Claimed } from './outbox.repo.ts'
import { holdMany, lockPeople, writeManyDecisions, writeManyOutcomes } from './outbox-many.repo.ts'
import { linksOf, type Prepared, readLook, readShop, wantedLocales } from './prepare-message.ts'
import { sendingOf } from './sending.ts'
import { toldOf } from './tell-timeline.ts'

const conversations = 8
/** Well within the lease: what could not be begun by then is tried again, not lost. */
const longestWaitMs = 40_000

type Ready = { claimed: Claimed; prepared: Prepared & { contact: Contact } }
type Allowed = Ready & { address: string; isShown: boolean }

/**
 * Brings many claimed messages to their end together: by mail alone, to different people. What is known of them is read, judged and
 * written in a few statements for all; each is judged as `handOver` judges one. Resolves with those that are for `handOver`.
 */
export async function handOverMany(deps: OutboxDeps, workspaceId: string, claimed: Claimed[]): Promise<Claimed[]> {
  const ready = await prepareMany(deps, workspaceId, claimed)
  const decided = await decideMany(deps, workspaceId, ready)
  await sendAll(deps, workspaceId, decided.allowed)
  const taken = new Set(decided.taken)
  return claimed.filter(({ messageId }) => !taken.has(messageId))
}

async function prepareMany(deps: OutboxDeps, workspaceId: string, claimed: Claimed[]): Promise<Ready[]> {
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const plain = claimed.filter(({ sourceKind, customerId }) => sourceKind !== 'test' && customerId !== null)
    const contacts = await readContacts(
      tx,
      workspaceId,
      plain.flatMap(({ customerId }) => customerId ?? []),
    )
    const families = await customerFamilies(tx, workspaceId, [...contacts.keys()])
    return {
      plain,
      contacts,
      wishes: await readManyPreferences(tx, workspaceId, families),
      templates: await readTemplates(tx, workspaceId, plain),
      policy: await readPolicy(tx, workspaceId),
      shop: await readShop(tx, workspaceId),
      stored: await readChannels(tx, workspaceId, deps.secret),
      sources: await listReportSources(tx, workspaceId),
    }
  })
  const { contacts, wishes, templates, ...shared } = known
  const look = await readLook(deps, workspaceId)
  const met = new Set<string>()
  const chosen = known.plain.flatMap((one) => {
    const contact = contacts.get(one.customerId ?? '')
    const template = templates.get(one.templateId)
    if (!contact || !template || met.has(contact.customerId)) return []
    const offered = { wanted: one.wantedChannel, words: channelsOf(template.variants) }
    const channels = channelsFor(shared.policy, shared.stored, offered)
    if (channels.length !== 1 || channels[0] !== 'email') return []
    met.add(contact.customerId)
    return [{ claimed: one, contact, template, wishes: wishes.get(contact.customerId) }]
  })
  const written = await Promise.allSettled(
    chosen.map(async ({ claimed: one, ...own }): Promise<Ready> => {
      const urls = linksOf(deps, workspaceId, one.messageId)
      const shown = { ...shared, ...own, look, urls, channel: 'email' } as const
      // Nobody to write to: it is held back, and its words are not needed.
      if (own.contact.email === null) return { claimed: one, prepared: { ...shown, rendered: undefined } }
      const rendered = await renderMessage({
        variants: own.template.variants,
        channel: 'email',
        wanted: wantedLocales(one, { ...shared, ...own }),
        look,
        person: own.contact,
        data: one.data,
        isPromotional: one.purpose !== 'transactional',
        unsubscribeUrl: urls.unsubscribe,
        preferencesUrl: urls.preferences,
        trackAs: shared.policy.trackClicks ? urls.click : null,
        pixel: shared.policy.trackOpens ? urls.open : null,
      })
      return { claimed: one, prepared: { ...shown, rendered } }
    }),
  )
  // Who has trouble with their template is told so one by one.
  return written.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

async function readTemplates(tx: Tx, workspaceId: string, claimed: Claimed[]) {
  const templates = new Map<string, Prepared['template']>()
  for (const id of new Set(claimed.map(({ templateId }) => templateId))) {
    const template = await getTemplate(tx, workspaceId, id).catch(() => undefined)
    if (template) templates.set(id, template)
  }
  return templates
}

/** The last look, with all of them locked, in one order for every worker. */
async function decideMany(deps: OutboxDeps, workspaceId: string, ready: Ready[]) {
  const done = { allowed: [] as Allowed[], taken: [] as string[] }
  if (ready.length === 0) return done
  const now = deps.clock.now()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockPeople(
      tx,
      workspaceId,
      ready.map(({ prepared }) => prepared.contact.customerId),
    )
    const held = await holdMany(
      tx,
      workspaceId,
      ready.map(({ claimed }) => claimed),
    )
    const ours = ready.filter(({ claimed }) => held.has(claimed.messageId))
    // Who holds the others will bring them to their end.
    done.taken = ready.map(({ claimed }) => claimed.messageId)
    const [first] = ours
    if (!first) return
    const { policy, shop } = first.prepared
    const asked = ours.map(({ claimed, prepared: { contact, template } }) => {
      return { messageId: claimed.messageId, contact, purpose: claimed.purpose, topic: template.topic }
    })
    const facts = await readManyFacts(
      tx,
      workspaceId,
      asked,
      { shopZone: shop.timeZone, secret: deps.secret, policy },
      now,
    )
    const decisions: Parameters<typeof writeManyDecisions>[2] = []
    const kept: { ready: Ready; verdict: Exclude<Verdict, { kind: 'send' }> }[] = []
    for (const one of ours) {
      const known = facts.get(one.claimed.messageId)
      const address = one.prepared.contact.email
      const { rendered, template } = one.prepared
      if (!known) continue
      const verdict = judgeMessage(policy, known, now)
      if (verdict.kind !== 'send') {
        kept.push({ ready: one, verdict })
        continue
      }
      if (address === null || !rendered) continue
      const isShown = shop.isSample || deps.channel.delivery === 'viewer'
      const { locale, subject, html, text, links, segments } = rendered
      const written = {
        version: template.version,
        channel: 'email',
        address,
        locale,
        subject,
        html,
        text,
        links,
      } as const
      const delivery = isShown ? ('viewer' as const) : ('smtp' as const)
      decisions.push({ claimed: one.claimed, sent: { ...written, day: verdict.day, segments, delivery } })
      done.allowed.push({ ...one, address, isShown })
    }
    await writeManyDecisions(tx, workspaceId, decisions, now)
    await keepBack(deps, tx, workspaceId, kept, now)
  })
  deps.onWritten(workspaceId)
  return done
}

async function keepBack(
  { clock }: OutboxDeps,
  tx: Tx,
  workspaceId: string,
  kept: { ready: Ready; verdict: Exclude<Verdict, { kind: 'send' }> }[],
  now: Temporal.Instant,
): Promise<void> {
  const outcomes = kept.map(({ ready, verdict: { reason, ...verdict } }) => ({
    claimed: ready.claimed,
    outcome:
      verdict.kind === 'wait'
        ? ({ state: 'deferred', reason, dueAt: verdict.until, isUnsent: true } as const)
        : ({ state: 'suppressed', reason, isUnsent: true } as const),
  }))
  await writeManyOutcomes(tx, workspaceId, outcomes, now)
  const told = kept.flatMap(({ ready: { claimed, prepared }, verdict }) =>
    verdict.kind === 'hold'
      ? toldOf({ ...claimed, channel: 'email', templateName: prepared.template.name }, 'Message Suppressed', {
          properties: { reason: verdict.reason },
        })
      : [],
  )
  await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, told)
}

/** A few conversations side by side; what was accepted is written down for all at once, anything else one by one. */
async function sendAll(deps: OutboxDeps, workspaceId: string, allowed: Allowed[]): Promise<void> {
  if (allowed.length === 0) return
  const accepted: Allowed[] = []
  const others: { one: Allowed; handover: Handover }[] = []
  const begun = performance.now()
  const waiting = [...allowed]
  const converse = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const handover = await sendOne(deps, workspaceId, one, performance.now() - begun)
      if (handover.outcome === 'accepted') accepted.push(one)
      else others.push({ one, handover })
    }
  }
  await Promise.all(Array.from({ length: conversations }, converse))
  const now = deps.clock.now()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const outcomes = accepted.map(({ claimed, isShown }) => {
      return { claimed, outcome: { state: 'handed_over', answer: isShown ? '' : '250' } as const }
    })
    const written = await writeManyOutcomes(tx, workspaceId, outcomes, now)
    const told = accepted.flatMap(({ claimed, prepared }) =>
      written.has(claimed.messageId)
        ? toldOf({ ...claimed, channel: 'email', templateName: prepared.template.name }, 'Message Sent')
        : [],
    )
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, told)
    if (accepted.some(({ isShown }) => !isShown))
      await noteConversation(tx, workspaceId, 'email', { trouble: null, now })
  })
  deps.onWritten(workspaceId)
  for (const { one, handover } of others) {
    const { claimed, prepared, address, isShown } = one
    const outcome = outcomeOf(handover, claimed, deps.clock.now())
    await finish(deps, workspaceId, claimed, prepared, outcome, { address, handover, isShown })
  }
}

async function sendOne(
  deps: OutboxDeps,
  workspaceId: string,
  { claimed, prepared, address, isShown }: Allowed,
  waitedMs: number,
): Promise<Handover> {
  if (isShown) return { outcome: 'accepted', answer: '' }
  if (waitedMs > longestWaitMs || !prepared.rendered) return { outcome: 'unreachable', answer: 'waited' }
  const sending = sendingOf(deps, workspaceId, claimed, prepared, prepared.rendered, address)
  if (sending.channel !== 'email') return { outcome: 'refused', answer: 'wrong channel' }
  return await deps.channel.send(sending.letter)
}
