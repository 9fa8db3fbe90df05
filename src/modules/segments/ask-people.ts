import { sql } from 'kysely'
import type { Condition } from '#contract/segments'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { isDomainError } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import type { Tx } from '#platform/postgres'
import type { Answer } from './compile/answer.ts'
import { buildQuery, type People } from './compile/build-query.ts'
import type { FindDefinition } from './compile/compile-condition.ts'
import { createQueryBuilder, type Past, type QueryBuilder } from './compile/query-builder.ts'
import { noSegment, readDefinitions } from './segments.repo.ts'

export type Shop = {
  zone: string
  currency: string
  locale: Locale
  joined: boolean
  find: FindDefinition
  listed: Set<string>
}

/** What of the workspace a question depends on. */
export async function readShop(tx: Tx, workspaceId: string): Promise<Shop> {
  const found = await sql<Omit<Shop, 'listed' | 'find'>>`select time_zone as zone, currency, locale,
      exists (select from customers c where c.workspace_id = w.workspace_id and c.merged_into is not null) as joined
    from workspaces w where workspace_id = ${workspaceId}`.execute(tx)
  const [shop] = found.rows
  if (!shop) throw new Error(`Workspace ${workspaceId} is not there`)
  const definitions = new Map(
    (await readDefinitions(tx, workspaceId)).map(({ segmentId, definition }) => [segmentId, definition]),
  )
  const lists = await sql<{ id: string }>`select segment_id as id from segments s where workspace_id = ${workspaceId}
    and exists (select from segment_lists l where l.workspace_id = s.workspace_id and l.segment_id = s.segment_id)`.execute(
    tx,
  )
  const listed = new Set(lists.rows.map(({ id }) => id))
  return { ...shop, listed, find: findIn(definitions, listed) }
}

function findIn(definitions: Map<string, Condition | null>, listed: Set<string>): FindDefinition {
  return (segmentId) => {
    const definition = definitions.get(segmentId)
    if (definition === undefined) throw noSegment()
    return { definition, isListed: listed.has(segmentId) }
  }
}

/** The same with another definition of one of them, which need not be there yet. */
export function findWith(
  { find, listed }: Shop,
  segmentId: string | undefined,
  definition: Condition | null,
): FindDefinition {
  return (id) => (id === segmentId ? { definition, isListed: listed.has(id) } : find(id))
}

export type Question = { sql: string; params: Record<string, unknown>; answers: Answer[] }

/** One row a person, as a subquery: `customer_id`, `customer` and for each answer `h0` (0 or 1) and, where time matters, `n0` (ms). */
export function ask(
  shop: Shop,
  at: Temporal.Instant,
  compile: (q: QueryBuilder) => Answer[],
  options: Pick<People, 'only' | 'among'> & { key?: string; past?: Past } = {},
): Question {
  const { key = null, past = null, ...people } = options
  const q = createQueryBuilder({ now: at.epochMilliseconds, zone: shop.zone, currency: shop.currency, key, past })
  const answers = compile(q)
  return { ...buildQuery(q, answers, { joined: shop.joined, ...people }), answers }
}

export type Verdict = { holds: boolean; next: number | null }

/** What holds for these people: customer id → one verdict for each answer. */
export async function askFew(ch: WorkspaceClickhouse, question: Question): Promise<Map<string, Verdict[]>> {
  const rows = await ch.query<Record<string, string | number>>(question.sql, question.params, { urgent: true })
  return new Map(
    rows.map((row) => [
      String(row.customer_id),
      question.answers.map(({ next }, i) => ({
        holds: Number(row[`h${i}`]) === 1,
        next: next === null ? null : Number(row[`n${i}`]),
      })),
    ]),
  )
}

/**
 * ClickHouse understood the question and refuses it (a pattern that is none, a value out of range), or it cannot even be put (a definition
 * that leads back to itself, or to one that is gone); asking again helps nobody.
 */
export function isUnanswerable(error: unknown): error is Error & { code: string } {
  if (isDomainError(error)) return ['segment_in_itself', 'segment_not_found'].includes(error.reason)
  const code = String((error as { code?: unknown }).code ?? '')
  return error instanceof Error && /^\d+$/.test(code) && !['159', '241', '202', '243'].includes(code)
}
