import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { identitiesOf } from '#modules/customers'
import { type CanonicalEvent, eventBody } from '#modules/events'
import { sha256 } from '#platform/ids'
import type { RowResult } from './group-rows.ts'
import type { RawRow } from './reading/index.ts'

const mostChars = 256 * 1024
const batchRows = 1_000

/** The lines of a .jsonl file as rows of one cell. A line that is too long has its first part only, and a fault. */
export async function* jsonLineBatches(
  path: string,
  gzip: boolean,
  afterRow: number,
): AsyncGenerator<{ rows: RawRow[]; bytesRead: number; totalBytes: number }> {
  const totalBytes = (await stat(path)).size
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  const text = (gzip ? file.pipe(createGunzip()) : file).setEncoding('utf8')
  let rest = ''
  let number = 0
  let line = 0
  let rows: RawRow[] = []
  const accept = (content: string) => {
    line++
    if (content.trim() === '' || ++number <= afterRow) return
    const row: RawRow = { number, line, cells: [content.slice(0, mostChars)] }
    if (content.length > mostChars) row.fault = 'row_too_long'
    rows.push(row)
  }
  try {
    for await (const chunk of text) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      // Never gather more of an endless line than is kept of it.
      if (rest.length > mostChars * 2) rest = rest.slice(0, mostChars + 1)
      for (const content of lines) accept(content)
      if (rows.length < batchRows) continue
      yield { rows, bytesRead: file.bytesRead, totalBytes }
      rows = []
    }
    accept(rest)
    yield { rows, bytesRead: totalBytes, totalBytes }
  } finally {
    file.destroy()
  }
}

const bodyKeys = [
  'type',
  'event',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'traits',
  'properties',
  'context',
] as const

/** One line in the shape of Segment's API; without a messageId its content is its identity. */
export function readJsonEvent(text: string, source: string, locale: string): RowResult {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''), refusePrototype)
  } catch {
    return { error: { reason: 'bad_json', text: text.slice(0, 200) } }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { error: { reason: 'bad_json', text: text.slice(0, 200) } }
  const given = value as Record<string, unknown>
  const picked = Object.fromEntries(
    bodyKeys.filter((key) => given[key] !== undefined && given[key] !== null).map((key) => [key, given[key]]),
  )
  const body = eventBody.safeParse({ type: 'track', ...picked })
  if (!body.success) return { error: { reason: 'bad_event', text: body.error.issues[0]?.path.join('.') ?? '' } }
  if (body.data.type === 'track' && body.data.event === undefined) return { error: { reason: 'no_event_name' } }
  const { previousId: _, ...named } = body.data
  if (identitiesOf(named, locale).length === 0) return { error: { reason: 'no_customer' } }
  const time = Date.parse(String(given.timestamp ?? given.originalTimestamp ?? given.sentAt ?? ''))
  if (Number.isNaN(time) || time < 0 || time > Date.UTC(2101))
    return { error: { reason: 'bad_date', column: 'timestamp', text: String(given.timestamp ?? '').slice(0, 200) } }
  const messageId =
    typeof given.messageId === 'string' && given.messageId !== '' ? given.messageId : sha256(text).toString('base64url')
  const event: CanonicalEvent = {
    messageId: typeof given.messageId === 'string' ? messageId : `import:${source}:event:${messageId}`,
    occurredAt: new Date(time).toISOString(),
    source,
    body: body.data,
  }
  return { event }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor') throw new SyntaxError('Refused key')
  return value
}
