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

export type SmsService = {
  baseUrl: string
  send: (outbound: Outbound, account: SmsAccount, sms: Sms) => Promise<ChannelHandover>
  /** what a report says; what is only on its way is no report */
  readReports: (fields: Record<string, string>) => SmsReport[]
  /** whether a report is theirs, for those that sign; the address of the reports is secret in any case */
  isSigned?: (
    report: { url: string; fields: Record<string, string>; signature: string | undefined },
    secret: string,
  ) => boolean
}

export const digitsOf = (phone: string): string => phone.replace(/^\+/, '')
