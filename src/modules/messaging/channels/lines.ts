import type { Log } from '#platform/log'
import type { FindAddress } from '#platform/outbound'
import { createGoogleTokens, type GoogleTokens } from './google-tokens.ts'
import { type ApnsLines, createApnsLines } from './push/apns-lines.ts'
import { createSmppSessions, type SmppSessions } from './sms/smpp/smpp-sessions.ts'

/** What this process keeps open between messages: connections, and the tokens that go with them. */
export type Lines = { smpp: SmppSessions; apns: ApnsLines; google: GoogleTokens; close: () => void }

export function createLines(findAddress: FindAddress, log: Log): Lines {
  const smpp = createSmppSessions(findAddress, log)
  const apns = createApnsLines(findAddress)
  const close = (): void => {
    smpp.close()
    apns.close()
  }
  return { smpp, apns, google: createGoogleTokens(), close }
}
