import type { DeadLetter } from '#contract/dead-letters'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { appendEvents } from './append-events.ts'
import { hasMessageId, listDeadLetters, lockDeadLetter, setDeadLetter, wasToldBySecret } from './dead-letters.repo.ts'
import { readBatch } from './wire/read-body.ts'
import { readPieces } from './wire/read-pieces.ts'

type Deps = { db: Db; clock: Clock }

/**
 * Sends a repaired body through ingestion again. When it is sound now it goes to the log and the letter is closed, both in one
 * transaction; when not, the letter keeps the new body and reason and DomainError('invalid') tells why. Replaying a closed letter is a conflict.
 */
export async function replayDeadLetter(
  deps: Deps,
  workspaceId: string,
  deadLetterId: string,
  body?: string,
): Promise<DeadLetter> {
  const outcome = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const letter = await getOpenLetter(tx, workspaceId, deadLetterId)
    return await tryAgain(tx, deps.clock, workspaceId, letter, body ?? letter.body)
  })
  if (outcome.status === 'open') {
    throw new DomainError('invalid', outcome.reason, outcome.detail, { deadLetterId })
  }
  return outcome
}

/** Tries every open letter of one reason; returns how many went through and how many still wait. */
export async function replayAll(
  deps: Deps,
  workspaceId: string,
  reason: string,
): Promise<{ replayed: number; open: number }> {
  let replayed = 0
  let open = 0
  let before: string | undefined
  for (;;) {
    const letters = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const page = await listDeadLetters(tx, workspaceId, { reason, status: 'open', before, limit: 200 })
      for (const listed of page) {
        const letter = await lockDeadLetter(tx, workspaceId, listed.deadLetterId)
        if (letter?.status !== 'open') continue
        const outcome = await tryAgain(tx, deps.clock, workspaceId, letter, letter.body)
        if (outcome.status === 'open') open++
        else replayed++
      }
      return page
    })
    if (letters.length < 200) return { replayed, open }
    before = letters.at(-1)?.deadLetterId
  }
}

export async function discardDeadLetter(deps: Deps, workspaceId: string, deadLetterId: string): Promise<DeadLetter> {
  return await changeStatus(deps, workspaceId, deadLetterId, 'open', 'discarded')
}

/** Undo of a discard. */
export async function reopenDeadLetter(deps: Deps, workspaceId: string, deadLetterId: string): Promise<DeadLetter> {
  return await changeStatus(deps, workspaceId, deadLetterId, 'discarded', 'open')
}

async function changeStatus(
  deps: Deps,
  workspaceId: string,
  deadLetterId: string,
  from: DeadLetter['status'],
  to: DeadLetter['status'],
): Promise<DeadLetter> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const letter = await lockDeadLetter(tx, workspaceId, deadLetterId)
    if (!letter) throw notFound()
    if (letter.status !== from)
      throw new DomainError('conflict', 'dead_letter_closed', `This dead letter is ${letter.status}.`)
    const changed = { ...letter, status: to }
    await setDeadLetter(tx, workspaceId, deadLetterId, { ...changed, at: deps.clock.now().toString() })
    return changed
  })
}

async function getOpenLetter(tx: Tx, workspaceId: string, deadLetterId: string): Promise<DeadLetter> {
  const letter = await lockDeadLetter(tx, workspaceId, deadLetterId)
  if (!letter) throw notFound()
  if (letter.status !== 'open')
    throw new DomainError('conflict', 'dead_letter_closed', `This dead letter is ${letter.status}.`)
  return letter
}

function notFound(): DomainError {
  return new DomainError('not_found', 'dead_letter_not_found', 'There is no such dead letter.')
}

async function tryAgain(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  letter: DeadLetter,
  body: string,
): Promise<DeadLetter> {
  // What was set aside after it was read is told in Segment's words, whoever sent it.
  const isPosthog = letter.source.startsWith('posthog') && letter.reason !== 'not_projectable'
  const wire = isPosthog ? 'posthog' : 'segment'
  const context = { source: letter.source, sentAt: undefined, receivedAt: Date.parse(letter.receivedAt) }
  const isPublic = !(await wasToldBySecret(tx, workspaceId, letter.deadLetterId))
  const { events, bad } = readPieces(readRepaired(body), wire, context, isPublic)
  const [fault] = bad
  const next: DeadLetter = fault
    ? { ...letter, body, reason: fault.reason, detail: fault.detail, params: fault.params ?? {} }
    : { ...letter, body, status: 'replayed' }
  // The letter's id stands in for a missing messageId, so that a replay after a crash is the same event.
  const named = events.map((event) => (hasMessageId(body) ? event : { ...event, messageId: letter.deadLetterId }))
  if (!fault) await appendEvents(tx, clock, workspaceId, named)
  await setDeadLetter(tx, workspaceId, letter.deadLetterId, { ...next, at: clock.now().toString() })
  return next
}

function readRepaired(body: string): ReturnType<typeof readBatch>['pieces'] {
  try {
    return readBatch(body).pieces
  } catch {
    return [{ text: body }]
  }
}
