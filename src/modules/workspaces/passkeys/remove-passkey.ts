import type { Context } from 'hono'
import { DomainError } from '#platform/errors'
import { requireRecentProof } from '../account/recent-proof.ts'
import { auditPerson } from '../audit-person.ts'
import { weakened } from '../factors/has-strong-factor.ts'
import { mailNotice } from '../mail-notice.ts'
import type { People } from '../people.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { deleteSessions, renewSession } from '../sessions.ts'
import { deletePasskey, renamePasskey } from './passkeys.repo.ts'

type Who = { personId: string; sessionId: string }

/** It opens nothing any more; other sessions, which it may have opened, end. */
export async function removePasskey(people: People, c: Context, who: Who, passkeyId: string): Promise<void> {
  await requireRecentProof(people, who)
  const token = await people.db.transaction().execute(async (tx) => {
    if (!(await deletePasskey(tx, who.personId, passkeyId))) throw notFound()
    const ended = await deleteSessions(tx, who.personId, { except: who.sessionId })
    const renewed = await renewSession(tx, people.clock, who.sessionId, await weakened(tx, who.personId))
    await auditPerson(tx, who.personId, { action: 'passkey.removed', detail: { passkeyId, sessionsEnded: ended } })
    await mailNotice(people, tx, who.personId, 'passkey_removed')
    return renewed
  })
  setSessionCookie(c, token, people.publicUrl)
}

export async function namePasskey({ db }: People, personId: string, passkeyId: string, name: string): Promise<void> {
  if (!(await renamePasskey(db, personId, passkeyId, name))) throw notFound()
}

function notFound(): DomainError {
  return new DomainError('not_found', 'passkey_not_found', 'There is no such passkey.')
}
