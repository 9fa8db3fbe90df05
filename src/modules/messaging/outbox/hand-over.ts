import type { MessageReason } from '#contract/messaging'
import { carrierServices } from '#contract/messaging-words'
import { appendCustomerEvents, type CustomerEvent } from '#modules/customers'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { ChannelHandover, Sending } from '../channels/channel.ts'
import { noteConversation } from '../channels/channels.repo.ts'
import { openChannel } from '../channels/open-channel.ts'
import { keepShortCode } from '../links/find-short.ts'
import type { OutboxDeps } from '../messaging-deps.ts'
import { addSuppression } from '../policy/suppressions.repo.ts'
import { takeEarlyReports } from '../reports/take-report.ts'
import { noteSurveys } from '../slots/surveys-in.ts'
import { type Claimed, lockPerson, type Outcome, stillHolds, writeDecision, writeOutcome } from './outbox.repo.ts'
import { judgeClaimed, type Prepared, prepareMessage } from './prepare-message.ts'
import { sendingOf } from './sending.ts'
import { tellTimeline, toldOf } from './tell-timeline.ts'

const giveUpAfterHours = 48
const maxRounds = 4

/** Brings one claimed message to its end, or to its next try. Whatever goes wrong with it, the others go on. */
export async function handOver(deps: OutboxDeps, workspaceId: string, claimed: Claimed): Promise<void> {
  // Between writing it and the last look the best channel may have become another one; then it is written for that.
  for (let round = 0; round < maxRounds; round++) {
    let prepared: Prepared
    try {
      prepared = await prepareMessage(deps, workspaceId, claimed)
    } catch (error) {
      const reason = reasonOf(error)
      if (!reason) throw error
      await finish(deps, workspaceId, claimed, undefined, { state: 'failed', reason })
      return
    }
    const decided = await decide(deps, workspaceId, claimed, prepared)
    if (decided === 'again') continue
    if (decided) await converse(deps, workspaceId, claimed, prepared, decided)
    return
  }
}

type Decided = { sending: Sending; isShown: boolean; address: string }

async function converse(
  deps: OutboxDeps,
  workspaceId: string,
  claimed: Claimed,
  prepared: Prepared,
  { sending, isShown, address }: Decided,
): Promise<void> {
  const handover: ChannelHandover = isShown
    ? { outcome: 'accepted', answer: '' }
    : ((await openChannel(deps, workspaceId, sending.channel, prepared.stored)?.send(sending)) ?? {
        outcome: 'unreachable',
        answer: 'not set up',
      })
  const { provider, reference } = handover
  const named = { ...(provider ? { provider } : {}), ...(reference ? { reference } : {}) }
  const outcome = { ...outcomeOf(handover, claimed, deps.clock.now()), ...named }
  await finish(deps, workspaceId, claimed, prepared, outcome, { address, handover, isShown })
}

function reasonOf(error: unknown): MessageReason | undefined {
  if (!(error instanceof DomainError)) return undefined
  if (error.reason === 'template_not_found') return 'template_gone'
  return error.reason === 'template_broken' ? 'template_broken' : undefined
}

/** The last look at consent, policy and caps, with the person locked; what it allows is kept before anybody outside hears of it. */
async function decide(
  deps: OutboxDeps,
  workspaceId: string,
  claimed: Claimed,
  prepared: Prepared,
): Promise<Decided | 'again' | undefined> {
  const { clock } = deps
  const now = clock.now()
  const { contact, template, shop } = prepared
  const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (contact && claimed.sourceKind !== 'test') await lockPerson(tx, workspaceId, contact.customerId)
    if (!(await stillHolds(tx, workspaceId, claimed))) return undefined
    const { channel, address, verdict } = await judgeClaimed(tx, deps, workspaceId, claimed, prepared)
    if (verdict.kind === 'wait') {
      const { reason, until: dueAt } = verdict
      await writeOutcome(tx, workspaceId, claimed, { state: 'deferred', reason, dueAt, isUnsent: true, channel }, now)
      return undefined
    }
    if (verdict.kind === 'hold' || address === null) {
      const reason = verdict.kind === 'hold' ? verdict.reason : 'no_address'
      await writeOutcome(tx, workspaceId, claimed, { state: 'suppressed', reason, isUnsent: true, channel }, now)
      const told = { ...claimed, channel, templateName: template.name }
      await tellTimeline(tx, clock, workspaceId, told, 'Message Suppressed', { properties: { reason } })
      return undefined
    }
    const { rendered } = prepared
    if (!rendered || channel !== prepared.channel) return 'again'
    const isShown = shop.isSample || (channel === 'email' && deps.channel.delivery === 'viewer')
    const { locale, subject, kept, text, links, segments } = rendered
    const delivery = isShown ? 'viewer' : channel === 'email' ? 'smtp' : 'provider'
    const version = template.version
    const decision = {
      day: verdict.day,
      version,
      channel,
      address,
      locale,
      subject,
      formId: kept?.formId ?? null,
      packed: kept?.packed ?? null,
      text,
      links,
      segments,
      delivery,
    } as const
    await writeDecision(tx, workspaceId, claimed, decision, now)
    if (channel === 'sms') await keepShortCode(tx, deps, workspaceId, claimed.messageId)
    return { sending: sendingOf(deps, workspaceId, claimed, prepared, rendered, address), isShown, address }
  })
  if (!done) deps.onWritten(workspaceId)
  return done
}

export function outcomeOf({ outcome, answer }: ChannelHandover, claimed: Claimed, now: Temporal.Instant): Outcome {
  switch (outcome) {
    case 'accepted':
      return { state: 'handed_over', answer }
    case 'address_refused':
      return { state: 'failed', reason: 'address_refused', answer, isUnsent: true }
    case 'refused':
      return { state: 'failed', reason: 'server_refused', answer, isUnsent: true }
    case 'unclear':
      // It may have arrived. What need not arrive is not sent twice.
      return claimed.purpose === 'transactional'
        ? tryAgain(claimed, now, 'connection_lost', answer)
        : { state: 'unknown', reason: 'connection_lost', answer }
    case 'later':
      return tryAgain(claimed, now, 'server_later', answer)
    case 'unreachable':
      return tryAgain(claimed, now, 'server_gone', answer)
  }
}

/** After 30 s, 1 min, 2 min … at most 4 h, for two days from the first time on. */
function tryAgain(claimed: Claimed, now: Temporal.Instant, reason: MessageReason, answer: string): Outcome {
  const putOffSince = Temporal.Instant.fromEpochMilliseconds(claimed.putOffSince?.getTime() ?? now.epochMilliseconds)
  const waited = putOffSince.until(now).total('hours')
  if (waited >= giveUpAfterHours) return { state: 'failed', reason: 'gave_up', answer, isUnsent: true }
  const seconds = Math.min(4 * 3600, 30 * 2 ** Math.min(claimed.attempts - 1, 12))
  return { state: 'deferred', reason, answer, dueAt: now.add({ seconds }), putOffSince, isUnsent: true }
}

type Spoken = { address: string; handover: ChannelHandover; isShown: boolean }

/** Writes down what became of it, tells the timeline, and the suppression list where it must know. */
export async function finish(
  deps: OutboxDeps,
  workspaceId: string,
  claimed: Claimed,
  prepared: Pick<Prepared, 'channel' | 'template'> | undefined,
  outcome: Outcome,
  spoken?: Spoken,
): Promise<void> {
  const { clock, log } = deps
  const isKept = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const state = await writeOutcome(tx, workspaceId, claimed, outcome, clock.now())
    if (!state) return false
    const left = state === outcome.state ? outcome : { ...outcome, state, reason: 'cancelled' as const }
    await tellOutcome(tx, deps, workspaceId, claimed, prepared, left, spoken)
    return true
  })
  if (!isKept) log.warn({ messageId: claimed.messageId }, 'What became of a message came too late and was not kept')
  deps.onWritten(workspaceId)
}

async function tellOutcome(
  tx: Tx,
  deps: OutboxDeps,
  workspaceId: string,
  claimed: Claimed,
  prepared: Pick<Prepared, 'channel' | 'template'> | undefined,
  { state, reason, answer, provider, reference }: Outcome,
  spoken: Spoken | undefined,
): Promise<void> {
  const { clock, secret } = deps
  const { messageId, customerId } = claimed
  const channel = prepared?.channel ?? 'email'
  const message = { ...claimed, channel, templateName: prepared?.template.name ?? '' }
  const told: CustomerEvent[] = []
  if (state === 'handed_over') {
    told.push(...toldOf(message, 'Message Sent'))
    if (prepared) await noteSurveys(deps.slots, tx, workspaceId, [{ messageId, template: prepared.template }])
  }
  if (reason === 'address_refused' && spoken && claimed.sourceKind !== 'test') {
    const { address } = spoken
    const refused = {
      address,
      reason: 'bounced' as const,
      source: provider ?? 'smtp',
      customerId,
      messageId,
      now: clock.now(),
    }
    if (channel === 'email' || channel === 'sms') await addSuppression(tx, workspaceId, secret, { ...refused, channel })
    told.push(...toldOf(message, 'Message Bounced', { properties: { code: answer } }))
  } else if (state === 'failed' || state === 'suppressed') {
    const event = state === 'failed' ? 'Message Failed' : 'Message Suppressed'
    told.push(...toldOf(message, event, { properties: { reason } }))
  }
  if (provider && reference)
    told.push(...(await takeEarlyReports(tx, deps, workspaceId, { messageId, provider, reference })))
  // Services that carry a channel besides note for themselves.
  if (spoken && !spoken.isShown && !carrierServices.some((one) => one === provider)) {
    const { outcome } = spoken.handover
    const trouble = outcome === 'accepted' || outcome === 'address_refused' ? null : (answer ?? outcome)
    await noteConversation(tx, workspaceId, channel, { trouble, now: clock.now() })
  }
  // Last: from here to the commit everybody else who tells the log something waits.
  await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, told)
}
