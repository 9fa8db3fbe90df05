import { appendCustomerEvents, type CustomerEvent } from '#modules/customers'
import { hiddenMark } from '#modules/events'
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
  /** what it was queued with */
  data?: Record<string, unknown>
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
  const { messageId, customerId, templateName, channel, sourceKind, sourceId, sourceRun = null, data } = message
  if (customerId === null || sourceKind === 'test') return []
  const told = {
    ...(sourceKind === 'inbox' ? { ticket_id: sourceId } : { template: templateName }),
    channel,
    message_id: messageId,
    ...(sourceKind === 'journey' ? { journey_id: sourceId } : {}),
    ...(sourceKind === 'campaign'
      ? { campaign_id: sourceId, ...(sourceRun === null ? {} : { variant: sourceRun }) }
      : {}),
    ...properties,
    // What follows from an event that people are not to see is not for them either.
    ...(data?.[hiddenMark] === true ? { [hiddenMark]: true } : {}),
  }
  return [{ customerId, event, properties: told, messageId: `message:${messageId}:${about}` }]
}
