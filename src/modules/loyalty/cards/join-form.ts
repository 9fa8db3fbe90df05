import { randomBytes } from 'node:crypto'
import { DomainError } from '#platform/errors'
import { packIds, readSigned, sign, unpackId } from './signed.ts'

/** Nobody reads a page and answers it faster than this; a program does. */
const fastestMs = 1200
const lastsMs = 6 * 3600_000

/** Goes with a form to join: for which programme and when it was shown. */
export function signJoinForm(secret: string, programmeId: string, now: Temporal.Instant): string {
  const content = Buffer.alloc(32)
  packIds(programmeId).copy(content)
  content.writeBigUInt64BE(BigInt(now.epochMilliseconds), 16)
  randomBytes(8).copy(content, 24)
  return sign(secret, 'join', content)
}

/** Throws join_form_over for a form that was not shown by us, was answered as fast as no person can, or is of yesterday. */
export function checkJoinForm(secret: string, programmeId: string, form: string, now: Temporal.Instant): void {
  const content = readSigned(secret, 'join', form)
  const age = content?.length === 32 ? now.epochMilliseconds - Number(content.readBigUInt64BE(16)) : -1
  if (!content || unpackId(content, 0) !== programmeId || age < fastestMs || age > lastsMs)
    throw new DomainError('invalid', 'join_form_over', 'This form is not valid any more.')
}
