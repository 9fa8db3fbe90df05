/** The words messages are told in; apart from their schemas, so that the console need not load a parser. */
export const messagePurposes = ['transactional', 'useful', 'promotional'] as const
export const messageStates = [
  'queued',
  'claimed',
  'handed_over',
  'deferred',
  'failed',
  'unknown',
  'suppressed',
] as const
/** Why a message waits, was held back or failed; each has its words as `messaging.reason.<reason>`. */
export const messageReasons = [
  'quiet_hours',
  'server_later',
  'server_refused',
  'server_gone',
  'address_refused',
  'connection_lost',
  'gave_up',
  'no_address',
  'no_consent',
  'unsubscribed',
  'topic_unsubscribed',
  'bounced',
  'complained',
  'cap_day',
  'cap_week',
  'frequency',
  'template_gone',
  'template_broken',
  'customer_gone',
] as const
export const messageSources = ['journey', 'campaign', 'manual', 'api', 'test'] as const

export type MessagePurpose = (typeof messagePurposes)[number]
export type MessageState = (typeof messageStates)[number]
export type MessageReason = (typeof messageReasons)[number]
export type MessageSource = (typeof messageSources)[number]
