import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { undoPayment } from '../../plans/undo-payment.ts'
import { undoOpenCode } from '../../serving/open-codes.ts'
import { returnCash } from '../../serving/return-cash.ts'
import { rollbackRedemption } from '../../serving/return-points.ts'
import { undoLastAward } from '../../serving/undo-award.ts'
import type { CardDeps } from '../card-deps.ts'
import { undoTransaction } from '../undo-last.ts'
import { type Deed, findDeed, markUndone } from './deeds.repo.ts'
import { placeOf, type TillSession } from './till-session.ts'

export const undoMinutes = 10

/** Takes back what somebody did at a till a moment ago, as a reversal that stays; a second time changes nothing. Throws undo_not_yours, undo_late, and what the ledger throws. */
export async function undoDeed(deps: CardDeps, session: TillSession, deedId: string): Promise<Deed> {
  const { workspaceId } = session.device
  const deed = await inWorkspace(deps.db, workspaceId, (tx) => findDeed(tx, workspaceId, { deedId }))
  if (!deed) throw new DomainError('not_found', 'nothing_to_take_back', 'There is nothing to undo.')
  if (deed.personId !== session.personId)
    throw new DomainError('forbidden', 'undo_not_yours', 'Somebody else did this.')
  if (deed.undoneAt !== null) return deed
  const now = deps.clock.now()
  if (now.epochMilliseconds - deed.at.getTime() > undoMinutes * 60_000)
    throw new DomainError('conflict', 'undo_late', 'This was too long ago.', { minutes: undoMinutes })
  await reverse(deps, session, deed)
  await inWorkspace(deps.db, workspaceId, (tx) => markUndone(tx, workspaceId, deedId, now))
  return { ...deed, undoneAt: new Date(now.epochMilliseconds) }
}

async function reverse(deps: CardDeps, session: TillSession, deed: Deed): Promise<void> {
  const { memberId, orderRef } = deed
  const transactionId = deed.transactionId ?? undefined
  const place = placeOf(session)
  const key = `undo:${deed.deedId}`
  if (transactionId !== undefined && deed.code !== null)
    await undoOpenCode(deps, place, { transactionId, code: deed.code, key })
  else if (memberId === null) throw nothingToTakeBack()
  else if (deed.kind === 'earn') await undoLastAward(deps, place, { memberId, transactionId, ownOnly: true, key })
  else if (deed.kind === 'cash_off') await returnCash(deps, place, { memberId, transactionId, key })
  else if (orderRef !== null) await rollbackRedemption(deps, place, { order: orderRef, key })
  else if (transactionId === undefined) throw nothingToTakeBack()
  else if (deed.kind === 'plan') await undoPayment(deps, place, { memberId, transactionId, key })
  else await undoTransaction(deps, place, { memberId, transactionId, key })
}

const nothingToTakeBack = (): DomainError =>
  new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
