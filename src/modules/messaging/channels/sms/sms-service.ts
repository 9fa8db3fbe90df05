import type { Outbound } from '#platform/outbound'
import type { ChannelHandover } from '../channel.ts'

/** `secret`: a token, key or password, as the service names it. */
export type SmsAccount = { sender: string; account: string; secret: string; baseUrl: string }
export type Sms = { messageId: string; to: string; text: string; reportUrl: string }

export type SmsReport = {
  kind: 'delivered' | 'undelivered'
  code: string | null
  /** ours, when the service gave it back; otherwise its own name for it */
  messageId?: string
  reference?: string
}

/** What somebody wrote back. `wish` where the service says what it means; `reference` is the service's name for it. */
export type SmsReply = { from: string; text: string; wish?: 'stop' | 'start'; reference?: string }

export type SmsService = {
  baseUrl: string
  send: (outbound: Outbound, account: SmsAccount, sms: Sms) => Promise<ChannelHandover>
  /** what a report says; what is only on its way is no report */
  readReports: (fields: Record<string, string>) => SmsReport[]
  /** a text message that came in, told at the same address; without it the service's documents know none */
  readReply?: (fields: Record<string, string>) => SmsReply | undefined
  /** whether a report is theirs, for those that sign; the address of the reports is secret in any case */
  isSigned?: (
    report: { url: string; fields: Record<string, string>; signature: string | undefined },
    secret: string,
  ) => boolean
}

export const digitsOf = (phone: string): string => phone.replace(/^\+/, '')
