import { appendCustomerEvents } from '#modules/customers'
import type { Handover } from '#platform/mail'
import { inWorkspace } from '#platform/postgres'
import { noteConversation } from '../channels/channels.repo.ts'
import type { OutboxDeps } from '../messaging-deps.ts'
import { noteSurveys } from '../slots/surveys-in.ts'
import { type Allowed, decideMany } from './decide-many.ts'
import { finish, outcomeOf } from './hand-over.ts'
import type { Claimed } from './outbox.repo.ts'
import { writeManyOutcomes } from './outbox-many.repo.ts'
import { prepareMany } from './prepare-many.ts'
import { sendingOf } from './sending.ts'
import { toldOf } from './tell-timeline.ts'

const conversations = 8
/** What a worker that dies leaves unknown is no more than this in each of its lanes. */
const decidedAtOnce = 16
/** Well within the lease: what could not be begun by then is tried again, not lost. */
const longestWaitMs = 40_000

/**
 * Brings many claimed messages to their end together: by mail alone, to different people. What is known of them is read, judged and
 * written in a few statements for all; each is judged as `handOver` judges one. Resolves with those that are for `handOver`.
 */
export async function handOverMany(deps: OutboxDeps, workspaceId: string, claimed: Claimed[]): Promise<Claimed[]> {
  const ready = await prepareMany(deps, workspaceId, claimed)
  const taken = new Set<string>()
  for (let i = 0; i < ready.length; i += decidedAtOnce) {
    const decided = await decideMany(deps, workspaceId, ready.slice(i, i + decidedAtOnce))
    await sendAll(deps, workspaceId, decided.allowed)
    for (const messageId of decided.taken) taken.add(messageId)
  }
  return claimed.filter(({ messageId }) => !taken.has(messageId))
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
    const sent = accepted.filter(({ claimed }) => written.has(claimed.messageId))
    const asking = sent.map(({ claimed, prepared }) => ({ messageId: claimed.messageId, template: prepared.template }))
    await noteSurveys(deps.slots, tx, workspaceId, asking)
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
