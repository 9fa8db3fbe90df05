import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { promisify } from 'node:util'
import type { Letter } from './transport.ts'

type Dkim = NonNullable<Letter['dkim']>

// RSA takes longer than all the rest of a letter: it is done beside the thread that asks.
const signBeside = promisify(sign)
const eachLine = /.{1,72}/g

/** The header that signs a letter (RFC 6376, rsa-sha256, relaxed/relaxed); head and body are ASCII with CRLF. Throws on a key that is none. */
export async function signLetter(head: string, body: string, dkim: Dkim): Promise<string> {
  const fields = signedFields(head, dkim.headerFieldNames)
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64')
  const start = [
    'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;',
    `d=${domainToASCII(dkim.domainName)}; s=${dkim.keySelector};`,
    `bh=${bodyHash};`,
    `h=${[...fields.keys()].join(':').replace(/[^:]+(?::[^:]+){0,3}:/g, '$&\r\n  ')};`,
    'b=',
  ].join('\r\n ')
  const signed = [...fields.values(), relaxedField(start)].join('\r\n')
  const signature = await signBeside('sha256', Buffer.from(signed, 'latin1'), keyOf(dkim.privateKey))
  const lines = signature.toString('base64').match(eachLine) ?? []
  return `${start}${lines.join('\r\n ')}`
}

/** Those that are there, in the order they are named; of several the last. */
function signedFields(head: string, names: string): Map<string, string> {
  const all = new Map<string, string>()
  for (const line of head.split(/\r\n(?![ \t])/)) {
    const field = relaxedField(line)
    all.set(field.slice(0, field.indexOf(':')), field)
  }
  return new Map(
    names
      .toLowerCase()
      .split(':')
      .flatMap((name) => {
        const field = all.get(name)
        return field === undefined ? [] : [[name, field]]
      }),
  )
}

function relaxedField(line: string): string {
  const colon = line.indexOf(':')
  const value = line.slice(colon + 1).replaceAll('\r\n', '')
  return `${line.slice(0, colon).trimEnd().toLowerCase()}:${value.replace(/[ \t]+/g, ' ').trim()}`
}

const relaxedBody = (body: string): string =>
  `${body
    .replace(/[ \t]+\r\n/g, '\r\n')
    .replace(/[ \t]{2,}|\t/g, ' ')
    .replace(/(?:\r\n)+$/, '')}\r\n`

/** Reading a key costs as well. */
const keys = new Map<string, KeyObject>()
const keptKeys = 100

function keyOf(pem: string): KeyObject {
  const known = keys.get(pem)
  if (known) return known
  const key = createPrivateKey(pem)
  if (keys.size >= keptKeys) keys.delete(keys.keys().next().value ?? '')
  keys.set(pem, key)
  return key
}
