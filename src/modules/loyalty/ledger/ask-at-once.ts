import { type RawBuilder, sql } from 'kysely'
import { prepared, type Tx } from '#platform/postgres'

/** A question to the database, and what its answer means. */
export type Question<T> = {
  /** null where nothing needs to be asked: then it is read as no rows */
  asks: RawBuilder<unknown> | null
  read: (rows: unknown[]) => T
}

/** Rows come as JSON: numbers, texts, booleans, null and what is JSON already; moments are asked for in ms. */
export const question = <R, T>(asks: RawBuilder<R> | null, read: (rows: R[]) => T): Question<T> => ({
  asks,
  read: (rows) => read(rows as R[]),
})

type Answers<Q> = { [K in keyof Q]: Q[K] extends Question<infer T> ? T : never }

/** Asks several things in one visit to the database, of one snapshot. */
export async function askAtOnce<Q extends Record<string, Question<unknown>>>(
  tx: Tx,
  questions: Q,
): Promise<Answers<Q>> {
  const columns = Object.entries(questions).flatMap(([name, { asks }]) =>
    asks === null ? [] : [sql`(select coalesce(json_agg(q), '[]') from (${asks}) q) as ${sql.ref(name)}`],
  )
  const { rows } =
    columns.length === 0
      ? { rows: [] }
      : await prepared<Record<string, unknown[]>>`select ${sql.join(columns)}`.execute(tx)
  const found = rows[0] ?? {}
  const answers = Object.entries(questions).map(([name, { read }]) => [name, read(found[name] ?? [])])
  return Object.fromEntries(answers) as Answers<Q>
}
