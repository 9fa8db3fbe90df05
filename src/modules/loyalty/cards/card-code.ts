import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { packIds, unpackId } from './signed.ts'

/** A code is shown for half a minute; the one before is still taken, for clocks and slow hands. */
export const stepSeconds = 30
const macBytes = 10
const version = 1

// base32hex: neither W, X, Y nor Z, which keyboards have in different places; a QR code holds it in its small alphabet.
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUV'
const prefix = 'RC'

export type CardCode = { kind: 'rotating'; cardId: string; step: number } | { kind: 'number'; number: string }

export const stepOf = (at: Temporal.Instant): number => Math.floor(at.epochMilliseconds / 1000 / stepSeconds)

/** What the QR code of a card says during one step: version, card, step and their authentication code. */
export function writeCode(secret: string, workspaceId: string, cardId: string, step: number): string {
  const content = Buffer.alloc(21)
  content.writeUInt8(version, 0)
  packIds(cardId).copy(content, 1)
  content.writeUInt32BE(step, 17)
  return prefix + toBase32(Buffer.concat([content, macOf(secret, workspaceId, content)]))
}

/**
 * What was scanned or typed: a rotating code that this workspace's cards can show, or a card's number. Undefined for everything else,
 * whether made up, another workspace's or not a code at all. Whether the step is over is for the caller to say.
 */
export function readCode(secret: string, workspaceId: string, text: string): CardCode | undefined {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '')
  if (plain.startsWith(prefix) && plain.length > numberLength) return readRotating(secret, workspaceId, plain)
  const number = tidyNumber(plain)
  return number === undefined ? undefined : { kind: 'number', number }
}

function readRotating(secret: string, workspaceId: string, text: string): CardCode | undefined {
  const bytes = fromBase32(text.slice(prefix.length))
  if (bytes?.length !== 21 + macBytes || bytes.readUInt8(0) !== version) return undefined
  const content = bytes.subarray(0, 21)
  if (!timingSafeEqual(bytes.subarray(21), macOf(secret, workspaceId, content))) return undefined
  return { kind: 'rotating', cardId: unpackId(content.subarray(1, 17), 0), step: content.readUInt32BE(17) }
}

function macOf(secret: string, workspaceId: string, content: Buffer): Buffer {
  const mac = createHmac('sha256', secret).update('loyalty:code:').update(packIds(workspaceId)).update(content)
  return mac.digest().subarray(0, macBytes)
}

function toBase32(bytes: Buffer): string {
  let text = ''
  let rest = 0
  let bits = 0
  for (const byte of bytes) {
    rest = ((rest << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += alphabet[(rest >> (bits - 5)) & 31]
  }
  return bits === 0 ? text : text + alphabet[(rest << (5 - bits)) & 31]
}

function fromBase32(text: string): Buffer | undefined {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8))
  let rest = 0
  let bits = 0
  let at = 0
  for (const sign of text) {
    const value = alphabet.indexOf(sign)
    if (value < 0) return undefined
    rest = ((rest << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (rest >> bits) & 0xff
    }
  }
  // Two texts must not be one code.
  return bits < 5 && (rest & ((1 << bits) - 1)) === 0 ? bytes : undefined
}

// Signs that nobody takes for one another, nor finds elsewhere on another country's keyboard.
const signs = '23456789ACDEFGHJKLMNPRT'
const numberLength = 10

/** A card's number as people read it out: nine random signs and one that follows from them. It identifies and redeems nothing. */
export function newNumber(): string {
  const random = Array.from({ length: numberLength - 1 }, () => signs[randomInt(signs.length)]).join('')
  return random + checkSign(random)
}

function tidyNumber(text: string): string | undefined {
  const isWhole = text.length === numberLength && [...text].every((sign) => signs.includes(sign))
  return isWhole && checkSign(text.slice(0, -1)) === text.at(-1) ? text : undefined
}

// Signs are as many as a prime, so every wrong sign and every exchanged pair of neighbours is told.
function checkSign(text: string): string {
  const sum = [...text].reduce((total, sign, i) => total + signs.indexOf(sign) * (i * 2 + 1), 0)
  return signs[sum % signs.length] ?? '2'
}

/** Two groups of five, as it stands under the QR code. */
export const spellNumber = (number: string): string => `${number.slice(0, 5)} ${number.slice(5)}`
