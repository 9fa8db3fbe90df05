import type { Condition } from '#contract/segments'
import { inWorkspace, type Tx } from '#platform/postgres'
import { ask, readShop, type Shop } from './ask-people.ts'
import { compileCondition } from './compile/compile-condition.ts'
import type { QueryBuilder } from './compile/query-builder.ts'
import type { SegmentsDeps } from './segments-deps.ts'
import { asksForScores, reachedBy } from './walk-definition.ts'

/** Somebody at a moment; `family` is they and whoever was joined to them, `key` that of their run. */
type Then = { personId: string; family: string[]; at: Temporal.Instant; key: string }

/** So many questions at most; then neighbouring days share one, in which everybody still has their own moment. */
const mostQuestions = 120
const mostTogether = 1_000
const atOnce = 3
const dayMs = 86_400_000

/**
 * For each of them whether a condition held at their moment: with the events, orders and traits known of them by then and the
 * scores of that week. Traits that no event told are as they are today; lists and joined customers, too.
 */
export async function matchedThen(
  deps: Pick<SegmentsDeps, 'ch'>,
  tx: Tx,
  workspaceId: string,
  condition: Condition,
  asked: Then[],
): Promise<boolean[]> {
  const shop = await readShop(tx, workspaceId)
  const answers = new Map<Then, boolean>()
  const groups = together(asked)
  for (let i = 0; i < groups.length; i += atOnce)
    await Promise.all(
      groups.slice(i, i + atOnce).map(async (group) => {
        const found = await askGroup(deps, workspaceId, shop, condition, group)
        for (const one of group) answers.set(one, found.has(one.personId))
      }),
    )
  return asked.map((one) => answers.get(one) ?? false)
}

async function askGroup(
  { ch }: Pick<SegmentsDeps, 'ch'>,
  workspaceId: string,
  shop: Shop,
  condition: Condition,
  group: Then[],
): Promise<Set<string>> {
  const each = group.flatMap(({ personId, family, at, key }) =>
    [...new Set([personId, ...family])].map((id) => ({ id, moment: at.epochMilliseconds, key })),
  )
  const ids = each.map(({ id }) => id)
  const past = {
    kind: 'each',
    ids,
    moments: each.map(({ moment }) => moment),
    keys: each.map(({ key }) => key),
  } as const
  const only = { persons: group.map(({ personId }) => personId), family: ids }
  const now = Temporal.Instant.fromEpochMilliseconds(Math.max(...past.moments))
  return new Set(await whoHolds(ch.forWorkspace(workspaceId), shop, condition, now, { only, past }))
}

/** By day, nobody twice in one question. */
function together(asked: Then[]): Then[][] {
  const sorted = asked.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last) return []
  const span = last.at.epochMilliseconds - first.at.epochMilliseconds
  const stretch = Math.max(dayMs, span / mostQuestions)
  const groups: Then[][] = []
  let persons = new Set<string>()
  let ends = Number.NEGATIVE_INFINITY
  for (const one of sorted) {
    const { personId, at } = one
    if (at.epochMilliseconds >= ends || persons.has(personId) || persons.size >= mostTogether) {
      groups.push([])
      persons = new Set()
      ends = at.epochMilliseconds + stretch
    }
    persons.add(personId)
    groups.at(-1)?.push(one)
  }
  return groups
}

/** Everybody who was there at a moment of the past and for whom a condition held then: as `matchedThen`. */
export async function findMatchingThen(
  { ch }: Pick<SegmentsDeps, 'ch'>,
  tx: Tx,
  workspaceId: string,
  condition: Condition,
  at: Temporal.Instant,
): Promise<string[]> {
  const shop = await readShop(tx, workspaceId)
  return await whoHolds(ch.forWorkspace(workspaceId), shop, condition, at, { past: { kind: 'everybody' } })
}

async function whoHolds(
  ch: ReturnType<SegmentsDeps['ch']['forWorkspace']>,
  shop: Shop,
  condition: Condition,
  at: Temporal.Instant,
  options: Parameters<typeof ask>[3],
): Promise<string[]> {
  const question = ask(shop, at, (q) => [compileCondition(q, condition, shop.find)], options)
  const rows = await ch.query<{ id: string }>(
    `SELECT customer_id AS id FROM (${question.sql}) WHERE h0 = 1`,
    question.params,
  )
  return rows.map(({ id }) => id)
}

/** For how many people each condition began to hold between the first of these moments and the last, seen by looking at each of them. */
export async function countBeginnings(
  { db, ch }: Pick<SegmentsDeps, 'db' | 'ch'>,
  workspaceId: string,
  conditions: Condition[],
  moments: Temporal.Instant[],
): Promise<number[]> {
  const shop = await inWorkspace(db, workspaceId, (tx) => readShop(tx, workspaceId))
  const holding = conditions.map((_, i) => `groupArrayIf(customer, h${i} = 1)`).join(', ')
  const types = conditions.map(() => 'UInt32' as const)
  const counts = conditions.map(() => 0)
  let before: Uint32Array[] | undefined
  for (const at of conditions.length === 0 ? [] : moments) {
    const compile = (q: QueryBuilder) => conditions.map((condition) => compileCondition(q, condition, shop.find))
    const question = ask(shop, at, compile, { past: { kind: 'everybody' } })
    const now = await ch
      .forWorkspace(workspaceId)
      .arrays(`SELECT ${holding} FROM (${question.sql})`, types, question.params)
    for (const [i, are] of now.entries()) {
      const were = new Set(before?.[i])
      counts[i] = (counts[i] ?? 0) + (before ? are.filter((customer) => !were.has(customer)).length : 0)
    }
    before = now
  }
  return counts
}

/** From when on a condition can be judged: scores are known from the week on in which they were first made. */
export async function pastBegins(
  { ch }: Pick<SegmentsDeps, 'ch'>,
  tx: Tx,
  workspaceId: string,
  condition: Condition,
): Promise<Temporal.Instant | undefined> {
  const { find } = await readShop(tx, workspaceId)
  if (!reachedBy(condition, (segmentId) => find(segmentId).definition).some(asksForScores)) return undefined
  const [found] = await ch
    .forWorkspace(workspaceId)
    .query<{ week: string }>(
      'SELECT toString(min(week)) AS week FROM customer_scores WHERE workspace_id = {workspace_id:UUID}',
    )
  return Temporal.Instant.from(`${found?.week ?? '1970-01-01'}T00:00:00Z`)
}
