import type { MessagePurpose, MessageReason } from '#contract/messaging'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Claimed } from '../outbox/outbox.repo.ts'
import { judgeClaimed, readMessageContext } from '../outbox/prepare-message.ts'

export type PolicyForecast = {
  sent: number
  /** would wait for the end of quiet hours or a holiday */
  waits: number
  heldBack: { reason: MessageReason; people: number }[]
}

const nobodyYet = '00000000-0000-7000-8000-000000000000'

/**
 * What would become of a message to each of these people if it were handed over at this moment, judged exactly as it will be then.
 * Sends and writes nothing. Throws template_not_found.
 */
export async function forecastPolicy(
  deps: MessagingDeps,
  workspaceId: string,
  asked: { templateId: string; purpose: MessagePurpose; customerIds: string[] },
): Promise<PolicyForecast> {
  const { templateId, purpose, customerIds } = asked
  const held = new Map<MessageReason, number>()
  const forecast = { sent: 0, waits: 0 }
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    for (const customerId of customerIds) {
      const claimed: Claimed = {
        ...{ messageId: nobodyYet, customerId, templateId, purpose, wantedChannel: null, sourceKind: 'campaign' },
        ...{ sourceId: '', sourceRun: null, data: {}, address: null, locale: null, attempts: 0, fence: 0 },
        queuedAt: new Date(deps.clock.now().epochMilliseconds),
      }
      const context = await readMessageContext(tx, deps, workspaceId, claimed)
      const { verdict, address } = await judgeClaimed(tx, deps, workspaceId, claimed, context)
      if (verdict.kind === 'wait') forecast.waits += 1
      else if (verdict.kind === 'send' && address !== null) forecast.sent += 1
      else {
        const reason = verdict.kind === 'hold' ? verdict.reason : 'no_address'
        held.set(reason, (held.get(reason) ?? 0) + 1)
      }
    }
  })
  const heldBack = [...held].map(([reason, people]) => ({ reason, people })).sort((a, b) => b.people - a.people)
  return { ...forecast, heldBack }
}
