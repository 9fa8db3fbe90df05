/** Cursors: where a page of a list ended, as a text that callers give back and need not understand. */
import { z } from 'zod'
import { DomainError } from '#platform/errors'

// PostgreSQL knows no year 0, and no number of four bytes beyond its own.
const isKnown = (text: string): boolean => !text.startsWith('0000')

/** What cursors are made of, as PostgreSQL takes it from a caller who made one up. */
export const cursorPart = {
  whole: z.int(),
  real: z.float32(),
  day: z.iso.date().refine(isKnown),
  moment: z.iso.datetime().refine(isKnown),
}

export const writeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** What `writeCursor` wrote. Throws invalid `bad_cursor` for every other text. */
export function readCursor<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    throw new DomainError('invalid', 'bad_cursor', 'The cursor is not one that this list gave out.')
  }
}

/** All rows of a list, page after page; the next page is read when the rows before it are taken. */
export async function* eachRow<Row>(
  readPage: (cursor: string | undefined) => Promise<{ rows: readonly Row[]; next: string | null }>,
): AsyncGenerator<Row> {
  let cursor: string | undefined
  do {
    const { rows, next } = await readPage(cursor)
    yield* rows
    cursor = next ?? undefined
  } while (cursor !== undefined)
}
