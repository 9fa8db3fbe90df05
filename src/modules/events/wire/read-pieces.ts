import type { CanonicalEvent } from '../canonical.ts'
import { type Fault, faultOf, inspectValue, limits } from '../inspect-value.ts'
import { fromPosthog } from './posthog.ts'
import type { Piece } from './read-body.ts'
import { type Context, fromSegment } from './segment.ts'
import { trustedPart } from './trusted-part.ts'

export type BadPiece = Fault & { body: string }
export type Wire = 'segment' | 'posthog'

/** Sorts what came in into events and dead letters; never throws for one bad piece. */
export function readPieces(
  pieces: Piece[],
  wire: Wire,
  context: Context,
  isPublicKey = false,
): { events: CanonicalEvent[]; bad: BadPiece[] } {
  const events: CanonicalEvent[] = []
  const bad: BadPiece[] = []
  for (const piece of pieces) {
    const read = refuseTrusted(readPiece(piece, wire, context), isPublicKey)
    if ('reason' in read) bad.push({ ...read, body: textOf(piece) })
    else events.push(read)
  }
  return { events, bad }
}

/**
 * Whoever looks at a page's source has its write key: it must not be able to give consent, points or roles. What a server key told is
 * marked, so that an order that anybody could have made up earns nothing by itself.
 */
function refuseTrusted(read: CanonicalEvent | Fault, isPublicKey: boolean): CanonicalEvent | Fault {
  if (!isPublicKey && !('reason' in read)) return { ...read, body: { ...read.body, bySecret: true } }
  const trusted = isPublicKey && !('reason' in read) ? trustedPart(read.body) : undefined
  if (trusted === undefined) return read
  const what = `${trusted.kind === 'trait' ? 'the trait ' : ''}“${trusted.name}”`
  return faultOf('write_key_limit', `A write key cannot set ${what}; send it with a server key.`, trusted)
}

function readPiece(piece: Piece, wire: Wire, context: Context): CanonicalEvent | Fault {
  if (piece.text !== undefined) return { reason: 'not_json', detail: 'This part of the batch is not JSON.' }
  const { value } = piece
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { reason: 'not_an_object', detail: 'An event must be a JSON object.' }
  }
  const fault = inspectValue(value)
  if (fault) return fault
  const message = value as Record<string, unknown>
  const size = JSON.stringify(message).length
  if (size > limits.eventBytes)
    return faultOf('event_too_large', `The event has ${size} bytes; ${limits.eventBytes} are accepted.`, {
      size,
      limit: limits.eventBytes,
    })
  return wire === 'posthog' ? fromPosthog(message, context) : fromSegment(message, context)
}

/** JSON escapes what PostgreSQL's text cannot hold. A value too deep for JSON is described instead. */
function textOf(piece: Piece): string {
  if (piece.text !== undefined) return piece.text.replaceAll('\u0000', '\\u0000').toWellFormed()
  try {
    return JSON.stringify(piece.value)
  } catch {
    return '{"note":"nested too deeply to be shown"}'
  }
}
