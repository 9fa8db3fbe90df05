import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'

const mark = '/* prepared */ '

/**
 * As Kysely's `sql`, for what is asked hundreds of times a second and finds its rows by the same index whatever it asks for: read once a
 * connection, and planned once where PostgreSQL thinks so or the transaction says `plansOnce`. Its text must be the same each time.
 */
export function prepared<T>(strings: TemplateStringsArray, ...values: unknown[]): RawBuilder<T> {
  return sql<T>`${sql.raw(mark)}${sql(strings, ...values)}`
}

/** A statement with the mark gets a name of its connection, by which PostgreSQL knows its plan. */
export function keepPlans(client: pg.ClientBase): void {
  const names = new Map<string, string>()
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `kept${names.size}`
    names.set(text, name)
    return name
  }
  const named = (text: unknown, values: unknown): unknown =>
    typeof text === 'string' && text.startsWith(mark) ? { name: nameOf(text), text, values } : undefined
  const wrapped = (text: unknown, values: unknown, ...rest: unknown[]): unknown => {
    const kept = named(text, values)
    return kept === undefined ? query(text, values, ...rest) : query(kept, ...rest)
  }
  Object.assign(client, { query: wrapped })
}
