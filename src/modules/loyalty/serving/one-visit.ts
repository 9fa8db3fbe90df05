import { isDomainError } from '#platform/errors'
import { advanceBook, settleBook } from '../ledger/advance.ts'
import { askAtOnce, type Question } from '../ledger/ask-at-once.ts'
import { type Book, noMember, open } from '../ledger/book.ts'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { historiesOf, readOtherTierFacts } from '../ledger/follow-tiers.ts'
import { keep } from '../ledger/keep.ts'
import { answersTo, hashOf, keyReused } from '../ledger/once.ts'
import { type At, type Opened as Companion, type Keyed, memberOf } from './with-member.ts'

export type Asked = Keyed & { memberId: string }
export type Served<A> = At & { ask: A; companion: Companion | undefined }

/** Something that tills ask for one member hundreds of times a second. */
export type Service<A extends Asked, F extends object, T> = {
  /** what a key stands for */
  bodyOf(ask: A): unknown
  /** whether who brought a member may get something, too: then their book has to be open as well */
  bringsReferrer?: boolean
  /** what is asked of the database beside the books, for everybody at once */
  asks(desk: Desk, all: Served<A>[]): { [K in keyof F]: Question<F[K]> }
  /** does it for one in open books; throws what refuses it. What it writes by itself it writes after it has posted something */
  work(served: Served<A>, facts: F): Promise<T>
}

/** Of whichever service. */
export type Deed = {
  service: Service<Asked, Record<string, unknown>, unknown>
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
  const opened = await openAll(desk, deeds)
  const found = findServed(desk, deeds, opened, outcome)
  const { known, facts } = await askFor(desk, found, opened)
  const served = withoutKnown(found, known, outcome)
  const books = new Set<Book>()
  const { postings } = desk.pending
  for (const [deed, one] of served) {
    const { service } = deed
    const own = new Set([one.book, ...(one.companion ? [one.companion.book] : [])])
    const before = postings.length
    for (const book of own) await advanceBook(one.desk, book)
    const advanced = postings.length
    try {
      const answer = await service.work(one, facts)
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

type Opened = Awaited<ReturnType<typeof open>>

async function openAll(desk: Desk, deeds: Deed[]): Promise<Opened> {
  const { version } = desk
  const memberIds = deeds.map(({ ask }) => ask.memberId)
  const brings = desk.rules.referral ? deeds.filter(({ service }) => service.bringsReferrer) : []
  const opened = await open(desk, { memberIds, earning: brings.map(({ ask }) => ask.memberId), locks: true })
  // Rules that came a moment ago may ask for more books.
  return desk.version === version ? opened : await openAll(desk, deeds)
}

/** Who can be served, each member once. */
function findServed(
  desk: Desk,
  deeds: Deed[],
  opened: Opened,
  { turnedAway, again }: Outcome,
): Map<Deed, Served<Asked>> {
  const served = new Map<Deed, Served<Asked>>()
  const seen = new Set<string>()
  for (const deed of deeds) {
    const { ask, place, service } = deed
    const found = memberOf(opened, ask.memberId)
    const companion = service.bringsReferrer ? memberOf(opened, opened.referrers[ask.memberId] ?? '') : undefined
    if (!found) turnedAway.set(deed, noMember())
    else if (seen.has(found.member.memberId)) again.push(deed)
    else served.set(deed, { desk: { ...desk, actor: place.actor }, ...found, ask, companion })
    if (found) seen.add(found.member.memberId)
  }
  return served
}

type Known = Map<string, { hash: Buffer; answer: unknown }>
/** Everything that is to be known, asked for at once and after the locks: whoever was served with the same key has committed. */
async function askFor(
  desk: Desk,
  found: Map<Deed, Served<Asked>>,
  opened: Opened,
): Promise<{ known: Known; facts: Record<string, unknown> }> {
  const books = [...opened.books.values()]
  const keys = [...found.keys()].flatMap(({ ask }) => ask.key ?? [])
  const ofServices = [...Map.groupBy(found, ([deed]) => deed.service)].map(([service, some]) =>
    service.asks(
      desk,
      some.map(([, one]) => one),
    ),
  )
  const questions = Object.fromEntries(ofServices.flatMap((own) => Object.entries(own)))
  const {
    known,
    histories: _,
    ...facts
  } = await askAtOnce(desk.tx, {
    ...questions,
    known: answersTo<unknown>(desk, keys),
    histories: historiesOf(desk, books),
  })
  await readOtherTierFacts(desk, books)
  return { known, facts }
}

/** Those whose key was answered before get that answer, or are refused for another body. */
function withoutKnown(
  found: Map<Deed, Served<Asked>>,
  known: Known,
  { answers, turnedAway }: Outcome,
): Map<Deed, Served<Asked>> {
  const served = new Map<Deed, Served<Asked>>()
  for (const [deed, one] of found) {
    const before = known.get(deed.ask.key ?? '')
    if (!before) served.set(deed, one)
    else if (before.hash.equals(hashOf(deed.service.bodyOf(deed.ask)))) answers.set(deed, before.answer)
    else turnedAway.set(deed, keyReused())
  }
  return served
}
