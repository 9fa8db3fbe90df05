import { isDomainError } from '#platform/errors'
import { advanceBook, settleBook } from '../ledger/advance.ts'
import { type Book, noMember, open } from '../ledger/book.ts'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { readTierFacts } from '../ledger/follow-tiers.ts'
import { keep } from '../ledger/keep.ts'
import { findAnswers, hashOf, keyReused } from '../ledger/once.ts'
import { type At, type Keyed, memberOf, type Opened } from './with-member.ts'

export type Asked = Keyed & { memberId: string }
export type Served<A> = At & { ask: A; companion: Opened | undefined }

/** Something that tills ask for one member hundreds of times a second. */
export type Service<A extends Asked, F, T> = {
  /** what a key stands for */
  bodyOf(ask: A): unknown
  /** members whose books have to be open as well, by who is served */
  findCompanions?(desk: Desk, memberIds: string[]): Promise<Map<string, string>>
  /** what is asked of the database beside the books, for everybody who is served at once */
  readFacts(desk: Desk, all: Served<A>[]): Promise<F>
  /** does it for one in open books; throws what refuses it. What it writes by itself it writes after it has posted something */
  work(served: Served<A>, facts: F): Promise<T>
}

/** Of whichever service. */
export type Deed = {
  service: Service<Asked, unknown, unknown>
  deps: LoyaltyDeps
  place: Place
  ask: Asked
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
}

export type Outcome = {
  answers: Map<Deed, unknown>
  /** refused before anything was done for them */
  turnedAway: Map<Deed, unknown>
  /** refused by the work, which may have done something before: nothing is kept of this visit */
  refused: Map<Deed, unknown>
  /** a second name of a member who is served: to be done after the first */
  again: Deed[]
}

/** Opens everybody's books, does all that is asked and writes it, unless somebody was refused. Throws what is no refusal. */
export async function visit(desk: Desk, deeds: Deed[]): Promise<Outcome> {
  const outcome: Outcome = { answers: new Map(), turnedAway: new Map(), refused: new Map(), again: [] }
  const served = await admit(desk, deeds, outcome)
  if (served.size === 0) return outcome
  const facts = await readAllFacts(desk, served)
  const books = new Set<Book>()
  const { postings } = desk.pending
  for (const [deed, one] of served) {
    const { service } = deed
    const own = new Set([one.book, ...(one.companion ? [one.companion.book] : [])])
    const before = postings.length
    for (const book of own) await advanceBook(one.desk, book)
    const advanced = postings.length
    try {
      const answer = await service.work(one, facts.get(service))
      for (const book of own) await settleBook(one.desk, book)
      outcome.answers.set(deed, answer)
      const { key } = one.ask
      if (key !== undefined) desk.pending.answers.push({ key, hash: hashOf(service.bodyOf(one.ask)), answer })
    } catch (error) {
      if (!isDomainError(error)) throw error
      const isUntouched = postings.length === advanced
      outcome[isUntouched ? 'turnedAway' : 'refused'].set(deed, error)
    }
    if (postings.length > before) for (const book of own) books.add(book)
  }
  if (outcome.refused.size === 0) await keep(desk, [...books])
  return outcome
}

async function readAllFacts(desk: Desk, served: Map<Deed, Served<Asked>>): Promise<Map<Deed['service'], unknown>> {
  const facts = new Map<Deed['service'], unknown>()
  for (const [service, some] of Map.groupBy(served, ([deed]) => deed.service))
    facts.set(
      service,
      await service.readFacts(
        desk,
        some.map(([, one]) => one),
      ),
    )
  return facts
}

/** Who is to be served, with their books. */
async function admit(
  desk: Desk,
  deeds: Deed[],
  { answers, turnedAway, again }: Outcome,
): Promise<Map<Deed, Served<Asked>>> {
  const companions = new Map<Deed, string>()
  for (const [service, some] of Map.groupBy(deeds, (deed) => deed.service)) {
    const found = await service.findCompanions?.(
      desk,
      some.map(({ ask }) => ask.memberId),
    )
    for (const deed of some) {
      const memberId = found?.get(deed.ask.memberId)
      if (memberId !== undefined) companions.set(deed, memberId)
    }
  }
  const opened = await open(desk, [...deeds.map(({ ask }) => ask.memberId), ...companions.values()], [], true)
  await readTierFacts(desk, [...opened.books.values()])
  // After the locks: whoever was served with the same key has committed.
  const known = await findAnswers<unknown>(
    desk,
    deeds.flatMap(({ ask }) => ask.key ?? []),
  )
  const served = new Map<Deed, Served<Asked>>()
  const seen = new Set<string>()
  for (const deed of deeds) {
    const { ask, place, service } = deed
    const found = memberOf(opened, ask.memberId)
    const before = ask.key === undefined ? undefined : known.get(ask.key)
    const companion = memberOf(opened, companions.get(deed) ?? '')
    if (before?.hash.equals(hashOf(service.bodyOf(ask)))) answers.set(deed, before.answer)
    else if (before) turnedAway.set(deed, keyReused())
    else if (!found) turnedAway.set(deed, noMember())
    else if (seen.has(found.member.memberId)) again.push(deed)
    else served.set(deed, { desk: { ...desk, actor: place.actor }, ...found, ask, companion })
    if (found) seen.add(found.member.memberId)
  }
  return served
}
