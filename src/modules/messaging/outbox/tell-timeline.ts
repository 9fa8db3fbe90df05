import { appendCustomerEvents, type CustomerEvent } from '#modules/customers'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'

export type ToldMessage = {
  messageId: string
  customerId: string | null
  templateName: string
  channel: string
  sourceKind: string
  sourceId: string
  sourceRun?: string | null
}

/** Puts what became of a message onto the person's timeline, once for each `about`. A test is told to nobody. */
export async function tellTimeline(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  message: ToldMessage,
  event: string,
  { properties = {}, about = event }: { properties?: Record<string, unknown>; about?: string } = {},
): Promise<void> {
  await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, toldOf(message, event, { properties, about }))
}

/** The event itself, to be appended together with others; none of a test. */
export function toldOf(
  message: ToldMessage,
  event: string,
  { properties = {}, about = event }: { properties?: Record<string, unknown>; about?: string } = {},
): CustomerEvent[] {
  const { messageId, customerId, templateName, channel, sourceKind, sourceId, sourceRun = null } = message
  if (customerId === null || sourceKind === 'test') return []
  const told = {
    template: templateName,
    channel,
    message_id: messageId,
    ...(sourceKind === 'journey' ? { journey_id: sourceId } : {}),
    ...(sourceKind === 'campaign'
      ? { campaign_id: sourceId, ...(sourceRun === null ? {} : { variant: sourceRun }) }
      : {}),
    ...properties,
  }
  return [{ customerId, event, properties: told, messageId: `message:${messageId}:${about}` }]
}
