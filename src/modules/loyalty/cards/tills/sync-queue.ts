import type { TillDeed, TillQueued } from '#contract/loyalty-cards'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { readCode, stepOf } from '../card-code.ts'
import type { CardDeps } from '../card-deps.ts'
import { memberOfCard } from '../read-card.ts'
import { readTotp, stepOfTotp } from '../wallet/totp.ts'
import { findDeed } from './deeds.repo.ts'
import { doDeed } from './do-deed.ts'
import { cardHere, unknownCard } from './find-guest.ts'
import { isSignedOffline, type TillSession } from './till-session.ts'

/** So long what was done without a connection is taken. */
const lastsHours = 24

/** Minutes by which the clocks of a guest's phone, the till and the server may differ. */
const clockMinutes = 3

export type Synced = { key: string; problem: DomainError | undefined }

/** Does what waited on a till for its connection, each once and at the time it was done; one that is refused holds up no other. */
export async function syncQueue(deps: CardDeps, session: TillSession, queue: TillQueued[]): Promise<Synced[]> {
  const done: Synced[] = []
  for (const queued of queue) {
    try {
      await doQueued(deps, session, queued)
      done.push({ key: queued.key, problem: undefined })
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      done.push({ key: queued.key, problem: error })
    }
  }
  return done
}

async function doQueued(deps: CardDeps, session: TillSession, queued: TillQueued): Promise<void> {
  const { key, text, kind, amount, at, signature } = queued
  const { workspaceId } = session.device
  if (!isSignedOffline(session, [key, text, kind, amount, at].join('|'), signature))
    throw new DomainError('forbidden', 'offline_unsigned', 'This was not done on this device by you.')
  if (await inWorkspace(deps.db, workspaceId, (tx) => findDeed(tx, workspaceId, { key }))) return
  const now = deps.clock.now()
  const done = Temporal.Instant.from(at)
  const minutes = now.since(done).total('minutes')
  if (minutes > lastsHours * 60 || minutes < -clockMinutes)
    throw new DomainError('conflict', 'offline_old', 'This waited for too long.', { hours: lastsHours })
  const memberId = await memberOf(deps, session, text, done)
  const deed: TillDeed = kind === 'stamp' ? { kind, memberId, count: 1 } : { kind, memberId, amount }
  // The till's clock may be a little ahead of ours.
  const occurredAt = Temporal.Instant.compare(done, now) > 0 ? now : done
  await doDeed(deps, session, { key, deed, occurredAt })
}

/** Whose code was scanned: one that changes has to be of the time at which it was. */
async function memberOf(deps: CardDeps, session: TillSession, text: string, at: Temporal.Instant): Promise<string> {
  const inWallet = readTotp(text)
  if (inWallet) {
    const card = await cardHere(deps, session, { number: inWallet.number })
    const [first, last] = [stepOf(at.subtract({ minutes: clockMinutes })), stepOf(at.add({ minutes: clockMinutes }))]
    if (stepOfTotp(deps.secret, card, inWallet.code, first, last) === undefined)
      throw new DomainError('conflict', 'code_over', 'This code is over.')
    return await memberOfCard(deps, card)
  }
  const code = readCode(deps.secret, session.device.workspaceId, text)
  if (!code) throw unknownCard()
  if (code.kind === 'number') return await memberOfCard(deps, await cardHere(deps, session, { number: code.number }))
  const earliest = stepOf(at.subtract({ minutes: clockMinutes }))
  if (code.step < earliest || code.step > stepOf(at.add({ minutes: clockMinutes })))
    throw new DomainError('conflict', 'code_over', 'This code is over.')
  return await memberOfCard(deps, await cardHere(deps, session, { cardId: code.cardId }))
}
