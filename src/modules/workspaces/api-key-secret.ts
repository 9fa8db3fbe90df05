import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type KeyKind = 'write' | 'server'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const shape = /^(wk|sk)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

/** A new key: its kind, 32 random letters (190 bits) and a checksum, so that a typo is told from an unknown key without asking the database. */
export function newKeySecret(kind: KeyKind): string {
  const head = `${kind === 'write' ? 'wk' : 'sk'}_${randomLetters(32)}`
  return head + checksum(head)
}

export function isKeySecret(text: string): boolean {
  const match = shape.exec(text)
  return match !== null && checksum(`${match[1]}_${match[2]}`) === match[3]
}

function checksum(head: string): string {
  let rest = crc32(head)
  let letters = ''
  for (let i = 0; i < 6; i++) {
    letters = alphabet.charAt(rest % 62) + letters
    rest = Math.floor(rest / 62)
  }
  return letters
}

function randomLetters(count: number): string {
  let letters = ''
  while (letters.length < count) {
    // 248 = 4 × 62: a larger byte would make some letters likelier than others.
    for (const byte of randomBytes(count))
      if (byte < 248 && letters.length < count) letters += alphabet.charAt(byte % 62)
  }
  return letters
}
