import type { Db } from '#platform/postgres'
import { atSeenDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { type Asked, type Deed, type Outcome, type Service, visit } from './one-visit.ts'

/** Of one programme: earning and redeeming stand in it together. */
type Queue = { waiting: Deed[]; visits: number }

/** More would keep the first waiting for the last. */
const deedsAtOnce = 16
const mostTries = 3

const queues = new WeakMap<Db, Map<string, Queue>>()

/**
 * Does what different tills ask at the same moment in one transaction, so that many cost little more than one. Each is done as if it were
 * alone: once for its key, under the lock of its account, refused by itself. One visit of a programme is under way at a time, whoever
 * comes meanwhile goes together with the next, unless more wait than fit into it.
 */
export function together<A extends Asked, F extends object, T>(service: Service<A, F, T>) {
  return async (deps: LoyaltyDeps, place: Place, ask: A): Promise<T> => {
    const own = queues.get(deps.db) ?? new Map<string, Queue>()
    queues.set(deps.db, own)
    const name = `${place.workspaceId}:${place.programmeId}`
    const queue = own.get(name) ?? { waiting: [], visits: 0 }
    own.set(name, queue)
    return await new Promise<T>((resolve, reject) => {
      queue.waiting.push({ service, deps, place, ask, resolve, reject } as Deed)
      void serveAll(queue).finally(() => {
        if (queue.waiting.length === 0 && queue.visits === 0) own.delete(name)
      })
    })
  }
}

/** Never throws. */
async function serveAll(queue: Queue): Promise<void> {
  if (queue.visits === 2) return
  queue.visits++
  // A second one sets off only with a full hand: two half ones cost more than one whole.
  while (queue.waiting.length > 0 && (queue.visits === 1 || queue.waiting.length >= deedsAtOnce))
    await serve(takeSome(queue))
  queue.visits--
}

/** The next in turn, nobody and no key twice. */
function takeSome(queue: Queue): Deed[] {
  const seen = new Set<string>()
  const taken: Deed[] = []
  queue.waiting = queue.waiting.filter((deed) => {
    const { memberId, key } = deed.ask
    const names = [memberId, ...(key === undefined ? [] : [`:${key}`])]
    if (taken.length === deedsAtOnce || names.some((name) => seen.has(name))) return true
    for (const name of names) seen.add(name)
    taken.push(deed)
    return false
  })
  return taken
}

/** Never throws: whoever asked is answered. */
async function serve(deeds: Deed[], tries = 1): Promise<void> {
  const [first] = deeds
  if (!first) return
  const reached = { work: false, commit: false }
  let outcome: Outcome | undefined
  try {
    await atSeenDesk(first.deps, first.place, async (desk) => {
      reached.work = true
      outcome = await visit({ ...desk, holds: true }, deeds)
      if (outcome.refused.size > 0) throw new Error('somebody was refused')
      reached.commit = true
    })
  } catch (error) {
    const refused = outcome?.refused ?? new Map<Deed, unknown>()
    for (const [deed, refusal] of refused) deed.reject(refusal)
    const others = deeds.filter((deed) => !refused.has(deed))
    // Whether a commit came through is not known, and where nothing could be opened nothing will.
    if (!reached.work || reached.commit) for (const deed of others) deed.reject(error)
    else if (refused.size > 0) await serve(others)
    else if (deeds.length > 1) await Promise.all(deeds.map((deed) => serve([deed])))
    else if (isOvertaken(error) && tries < mostTries) await serve(deeds, tries + 1)
    else first.reject(error)
    return
  }
  if (!outcome) return
  for (const [deed, refusal] of outcome.turnedAway) deed.reject(refusal)
  for (const [deed, answer] of outcome.answers) deed.resolve(answer)
  await serve(outcome.again)
}

/** Somebody else was faster with this order or key, or two waited for each other. */
const isOvertaken = (error: unknown): boolean =>
  ['23505', '40P01', '40001'].includes(String((error as { code?: unknown }).code))
