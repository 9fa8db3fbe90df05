import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import sign from 'nodemailer/lib/dkim/sign.js'
import MimeNode from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'
import type { Letter } from './transport.ts'

export type ComposedLetter = { raw: Buffer; envelope: { from: string; to: string[] } }

/** A letter without attachments as the bytes that go to the mail server, signed when it says so (RFC 6376, relaxed/relaxed). */
export function composeLetter(letter: Letter): ComposedLetter {
  const { text, html, messageId, dkim } = letter
  const boundary = `--_regulars_${createHash('sha256').update(messageId).digest('hex').slice(0, 24)}`
  const node = new MimeNode(`multipart/alternative; boundary="${boundary}"`)
  node.setHeader(letter.headers)
  node.setHeader({
    From: letter.from,
    To: [letter.to],
    Subject: letter.subject,
    'Message-ID': messageId,
    Date: letter.date.toUTCString().replace('GMT', '+0000'),
  })
  const head = node.buildHeaders()
  const body = `--${boundary}\r\n${part('text/plain', text)}\r\n--${boundary}\r\n${part('text/html', html)}\r\n--${boundary}--\r\n`
  const signature = dkim ? `${signatureOf(head, body, dkim)}\r\n` : ''
  const { from, to } = node.getEnvelope()
  return { raw: Buffer.from(`${signature}${head}\r\n\r\n${body}`, 'latin1'), envelope: { from: from || '', to } }
}

/** As the bytes of the part, all of them ASCII: as they are, or in the encoding that most mail programs show best. */
function part(type: 'text/plain' | 'text/html', words: string): string {
  const text = words.replace(/\r\n|\r|\n/g, '\r\n')
  const { encoding, body } = encoded(text)
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`
}

// RFC 5322 allows 998 characters a line, and some archives put a sign before a line that begins like this.
const notAsItIs = /[^\t\r\n\x20-\x7e]|[^\n]{990}|^From |[ \t]\r/m

function encoded(text: string): { encoding: '7bit' | 'quoted-printable' | 'base64'; body: string } {
  if (!notAsItIs.test(text)) return { encoding: '7bit', body: text }
  const bytes = Buffer.from(text)
  const isMostlyAscii = bytes.length - text.length < text.length / 6
  if (isMostlyAscii) return { encoding: 'quoted-printable', body: wrap(encode(bytes)) }
  return { encoding: 'base64', body: bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n') }
}

function signatureOf(head: string, body: string, dkim: NonNullable<Letter['dkim']>): string {
  const plain = `${body
    .replace(/[ \t]+\r\n/g, '\r\n')
    .replace(/[ \t]{2,}|\t/g, ' ')
    .replace(/(?:\r\n)+$/, '')}\r\n`
  const bodyHash = createHash('sha256').update(plain, 'latin1').digest('base64')
  const headers = head
    .split(/\r\n(?![ \t])/)
    .map((line) => ({ key: line.slice(0, line.indexOf(':')).toLowerCase(), line }))
  const made = sign(headers, 'sha256', bodyHash, { ...dkim, privateKey: keyOf(dkim.privateKey) })
  if (made === false) throw Object.assign(new Error('A letter could not be signed'), { code: 'ECONFIG' })
  return made
}

/** Reading a key costs more than signing with it. */
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
