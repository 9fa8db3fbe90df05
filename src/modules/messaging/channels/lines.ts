import type { Log } from '#platform/log'
import type { FindAddress } from '#platform/outbound'
import type { MailboxLines } from '../reports/mailbox/listen-mailboxes.ts'
import { createGoogleTokens, type GoogleTokens } from './google-tokens.ts'
import { type ApnsLines, createApnsLines } from './push/apns-lines.ts'
import { createSmppSessions, type SmppSessions } from './sms/smpp/smpp-sessions.ts'

/** What this process keeps open between messages: connections, and the tokens that go with them. */
export type Lines = {
  smpp: SmppSessions
  apns: ApnsLines
  google: GoogleTokens
  mailboxes: MailboxLines
  close: () => void
}

export function createLines(findAddress: FindAddress, log: Log): Lines {
  const smpp = createSmppSessions(findAddress, log)
  const apns = createApnsLines(findAddress)
  const mailboxes: MailboxLines = new Map()
  const close = (): void => {
    for (const line of mailboxes.values()) line.close()
    smpp.close()
    apns.close()
  }
  return { smpp, apns, google: createGoogleTokens(), mailboxes, close }
}
