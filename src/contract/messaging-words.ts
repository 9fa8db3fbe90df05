/** The words messages are told in; apart from their schemas, so that the console need not load a parser. */
export const messageChannels = ['email', 'sms', 'push', 'webhook'] as const
export const smsProviders = ['twilio', 'smsapi', 'seeme', 'kavenegar', 'smsc', 'smpp'] as const
/** Services that carry a channel besides what it is set up with: notices to apps, text messages to phones that know RCS. */
export const carrierServices = ['fcm', 'apns', 'rcs'] as const
export const reportSources = ['ses', 'sendgrid', 'postmark', 'mailgun', 'mail'] as const
/** Names of services are the same in every language. */
export const serviceNames: Record<SmsProvider | Exclude<ReportSource, 'mail'>, string> = {
  ses: 'Amazon SES',
  sendgrid: 'SendGrid',
  postmark: 'Postmark',
  mailgun: 'Mailgun',
  twilio: 'Twilio',
  smsapi: 'SMSAPI',
  seeme: 'SeeMe',
  kavenegar: 'Kavenegar',
  smsc: 'SMSC.ru',
  smpp: 'SMPP',
}
/** What should be looked at before it is sent; the words are `messaging.warning.<kind>`. */
export const messageWarnings = [
  'bad_link',
  'bad_image',
  'insecure_image',
  'no_alt',
  'no_unsubscribe',
  'too_long',
  'many_segments',
  'no_reward',
] as const
/** What only asking the addresses shows as well. */
export const messageProblems = [
  ...messageWarnings,
  'dead_link',
  'dead_image',
  'unanswered',
  'heavy_image',
  'heavy_images',
] as const
/** Products that follow from the person; the words are `messaging.show.<kind>`. */
export const recommendedSlots = ['for_you', 'bestsellers', 'together'] as const
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
/** What was told of a message after it was handed over. */
export const messageReports = ['delivered', 'undelivered', 'bounced', 'complained'] as const
/** Why a message waits, was held back or failed; each has its words as `messaging.reason.<reason>`. */
export const messageReasons = [
  'quiet_hours',
  'holiday',
  'best_hour',
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
  'topic_unconfirmed',
  'bounced',
  'complained',
  'cap_day',
  'cap_week',
  'cap_channel',
  'mix',
  'frequency',
  'no_channel',
  'template_gone',
  'template_broken',
  'customer_gone',
  'cancelled',
] as const
export const messageSources = ['journey', 'campaign', 'manual', 'api', 'inbox', 'test'] as const

export type MessageChannel = (typeof messageChannels)[number]
export type SmsProvider = (typeof smsProviders)[number]
export type CarrierService = (typeof carrierServices)[number]
export type ReportSource = (typeof reportSources)[number]
export type MessagePurpose = (typeof messagePurposes)[number]
export type MessageState = (typeof messageStates)[number]
export type MessageReport = (typeof messageReports)[number]
export type MessageReason = (typeof messageReasons)[number]
export type MessageSource = (typeof messageSources)[number]
