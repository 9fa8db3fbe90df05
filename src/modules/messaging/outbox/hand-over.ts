import type { MessageReason } from '#contract/messaging'
import { DomainError } from '#platform/errors'
import type { Handover } from '#platform/mail'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { judgeMessage } from '../policy/judge-message.ts'
import { readFacts } from '../policy/read-facts.ts'
import { addSuppression } from '../policy/suppressions.repo.ts'
import type { EmailChannel } from './channel.ts'
import { letterOf } from './letter.ts'
import { type Claimed, lockPerson, type Outcome, stillHolds, writeDecision, writeOutcome } from './outbox.repo.ts'
import { type Prepared, prepareMessage } from './prepare-message.ts'
import { tellTimeline } from './tell-timeline.ts'

export type OutboxDeps = MessagingDeps & { channel: EmailChannel }

const giveUpAfterHours = 48

/** Brings one claimed message to its end, or to its next try. Whatever goes wrong with it, the others go on. */
export async function handOver(deps: OutboxDeps, workspaceId: string, claimed: Claimed): Promise<void> {
  let prepared: Prepared
  try {
    prepared = await prepareMessage(deps, workspaceId, claimed)
  } catch (error) {
    const reason = reasonOf(error)
    if (!reason) throw error
    await finish(deps, workspaceId, claimed, undefined, { state: 'failed', reason })
    return
  }
  const letter = await decide(deps, workspaceId, claimed, prepared)
  if (!letter) return
  const handover = letter.isShown
    ? ({ outcome: 'accepted', answer: '' } as const)
    : await deps.channel.send(letter.letter)
  await finish(deps, workspaceId, claimed, prepared, outcomeOf(handover, claimed, deps.clock.now()), letter.address)
}

function reasonOf(error: unknown): MessageReason | undefined {
  if (!(error instanceof DomainError)) return undefined
  if (error.reason === 'template_not_found') return 'template_gone'
  return error.reason === 'template_broken' ? 'template_broken' : undefined
}

/** The last look at consent, policy and caps, with the person locked; what it allows is kept before the mail server hears of it. */
async function decide(deps: OutboxDeps, workspaceId: string, claimed: Claimed, prepared: Prepared) {
  const { clock, channel, secret } = deps
  const { contact, template, policy, shop, look, urls, rendered } = prepared
  const now = clock.now()
  const isTest = claimed.sourceKind === 'test'
  const told = { ...claimed, templateName: template.name }
  const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (contact && !isTest) await lockPerson(tx, workspaceId, contact.customerId)
    if (!(await stillHolds(tx, workspaceId, claimed))) return undefined
    const hold = async (reason: MessageReason) => {
      await writeOutcome(tx, workspaceId, claimed, { state: 'suppressed', reason, isUnsent: true }, now)
      await tellTimeline(tx, clock, workspaceId, told, 'Message Suppressed', { properties: { reason } })
      return undefined
    }
    let address = claimed.address
    let day = now.toZonedDateTimeISO(shop.timeZone).toPlainDate().toString()
    if (!isTest) {
      if (!contact) return await hold('customer_gone')
      const asked = {
        messageId: claimed.messageId,
        purpose: claimed.purpose,
        topic: template.topic,
        shopZone: shop.timeZone,
        secret,
      }
      const verdict = judgeMessage(policy, await readFacts(tx, workspaceId, contact, asked, now), now)
      if (verdict.kind === 'hold') return await hold(verdict.reason)
      if (verdict.kind === 'wait') {
        const outcome = { state: 'deferred', reason: verdict.reason, dueAt: verdict.until, isUnsent: true } as const
        await writeOutcome(tx, workspaceId, claimed, outcome, now)
        return undefined
      }
      address = contact.email
      day = verdict.day
    }
    if (address === null) return await hold('no_address')
    const isShown = channel.delivery === 'viewer' || shop.isSample
    const { locale, subject, html, text, links } = rendered
    const delivery = isShown ? ('viewer' as const) : ('smtp' as const)
    const decision = { day, version: template.version, address, locale, subject, html, text, links, delivery }
    await writeDecision(tx, workspaceId, claimed, decision, now)
    const letter = letterOf({
      workspaceId,
      messageId: claimed.messageId,
      templateId: template.templateId,
      purpose: claimed.purpose,
      topic: template.topic,
      from: channel.from,
      brandName: look.name,
      replyTo: look.supportEmail,
      to: { name: contact?.name ?? '', address },
      date: new Date(now.epochMilliseconds),
      locale,
      subject,
      html,
      text,
      unsubscribeUrl: urls.unsubscribe,
    })
    return { letter, isShown, address }
  })
  if (!done) deps.onWritten(workspaceId)
  return done
}

function outcomeOf({ outcome, answer }: Handover, claimed: Claimed, now: Temporal.Instant): Outcome {
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

/** After 30 s, 1 min, 2 min … at most 4 h, for two days. */
function tryAgain(claimed: Claimed, now: Temporal.Instant, reason: MessageReason, answer: string): Outcome {
  const waited = (now.epochMilliseconds - claimed.queuedAt.getTime()) / 3_600_000
  if (waited >= giveUpAfterHours) return { state: 'failed', reason: 'gave_up', answer, isUnsent: true }
  const seconds = Math.min(4 * 3600, 30 * 2 ** Math.min(claimed.attempts - 1, 12))
  return { state: 'deferred', reason, answer, dueAt: now.add({ seconds }), isUnsent: true }
}

async function finish(
  deps: OutboxDeps,
  workspaceId: string,
  claimed: Claimed,
  prepared: Prepared | undefined,
  outcome: Outcome,
  address?: string,
): Promise<void> {
  const { clock, log } = deps
  const isKept = await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (!(await writeOutcome(tx, workspaceId, claimed, outcome, clock.now()))) return false
    await tellOutcome(tx, deps, workspaceId, claimed, prepared?.template.name ?? '', outcome, address)
    return true
  })
  if (!isKept) log.warn({ messageId: claimed.messageId }, 'What became of a message came too late and was not kept')
  deps.onWritten(workspaceId)
}

async function tellOutcome(
  tx: Tx,
  { clock, secret }: OutboxDeps,
  workspaceId: string,
  claimed: Claimed,
  templateName: string,
  { state, reason, answer }: Outcome,
  address: string | undefined,
): Promise<void> {
  const told = { ...claimed, templateName }
  if (state === 'handed_over') await tellTimeline(tx, clock, workspaceId, told, 'Message Sent')
  if (reason === 'address_refused' && address !== undefined && claimed.sourceKind !== 'test') {
    const { customerId } = claimed
    await addSuppression(tx, workspaceId, secret, { email: address, reason: 'bounced', customerId, now: clock.now() })
    await tellTimeline(tx, clock, workspaceId, told, 'Message Bounced', { properties: { code: answer } })
  } else if (state === 'failed') {
    await tellTimeline(tx, clock, workspaceId, told, 'Message Failed', { properties: { reason } })
  }
}
