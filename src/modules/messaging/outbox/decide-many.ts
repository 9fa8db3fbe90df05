import { appendCustomerEvents } from '#modules/customers'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { OutboxDeps } from '../messaging-deps.ts'
import { judgeMessage, type Verdict } from '../policy/judge-message.ts'
import { readManyFacts } from '../policy/read-many-facts.ts'
import { holdMany, lockPeople, writeManyDecisions, writeManyOutcomes } from './outbox-many.repo.ts'
import type { Ready } from './prepare-many.ts'
import { toldOf } from './tell-timeline.ts'

export type Allowed = Ready & { address: string; isShown: boolean }

/** The last look at consent, policy and caps, with all of them locked, in one order for every worker. */
export async function decideMany(deps: OutboxDeps, workspaceId: string, ready: Ready[]) {
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
      const { locale, subject, kept: letter, text, links, segments } = rendered
      const written = {
        version: template.version,
        channel: 'email',
        address,
        locale,
        subject,
        formId: letter?.formId ?? null,
        packed: letter?.packed ?? null,
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
