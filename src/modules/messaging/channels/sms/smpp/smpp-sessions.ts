import type { Pdu } from 'smpp'
import type { Log } from '#platform/log'
import type { FindAddress } from '#platform/outbound'
import { openSession, type SmppAccount, type SmppSession } from './open-session.ts'

/** The sessions of this process: one for each workspace, which stays open between messages, for receipts come in by it. */
export type SmppSessions = {
  /**
   * Bound; a new one when there is none, it broke, or the account is another one, yet not sooner than `restMs` after one that failed.
   * Throws OutboundError, BindError.
   */
  open: (workspaceId: string, account: SmppAccount, line: Line) => Promise<SmppSession>
  close: () => void
}

type Line = { onDelivered: (pdu: Pdu) => Promise<void>; restMs: number }
type Kept = { account: string; session: Promise<SmppSession>; openedAt: number; usedAt: number }

const idleMs = 60_000

export function createSmppSessions(findAddress: FindAddress, log: Log): SmppSessions {
  const all = new Map<string, Kept>()
  const drop = (workspaceId: string): void => {
    const kept = all.get(workspaceId)
    all.delete(workspaceId)
    void kept?.session.then(
      (session) => session.close(),
      () => {},
    )
  }
  const begin = (workspaceId: string, account: SmppAccount, { onDelivered }: Line): Promise<SmppSession> => {
    const keep = (pdu: Pdu): Promise<void> =>
      onDelivered(pdu).catch((error: unknown) => {
        log.warn({ err: error, workspaceId }, 'A delivery receipt could not be kept; the centre tells it again')
        throw error
      })
    const session = openSession(findAddress, account, keep)
    session.catch(() => {})
    all.set(workspaceId, { account: JSON.stringify(account), session, openedAt: Date.now(), usedAt: Date.now() })
    return session
  }
  // Whoever is switched off is used no more; a worker asks for all others every few seconds.
  const sweep = setInterval(() => {
    for (const [id, { usedAt }] of all) if (Date.now() - usedAt > idleMs) drop(id)
  }, idleMs / 2)
  sweep.unref()
  return {
    open: async (workspaceId, account, line) => {
      const kept = all.get(workspaceId)
      if (kept?.account === JSON.stringify(account)) {
        kept.usedAt = Date.now()
        const session = await kept.session.catch((error: unknown) => {
          if (Date.now() - kept.openedAt < line.restMs) throw error
          return undefined
        })
        if (session?.isOpen()) return session
      }
      // Of several who find it broken, one opens it again.
      const now = all.get(workspaceId)
      if (now && now !== kept) return await now.session
      drop(workspaceId)
      return await begin(workspaceId, account, line)
    },
    close: () => {
      clearInterval(sweep)
      for (const id of [...all.keys()]) drop(id)
    },
  }
}
