import { createHash } from 'node:crypto'
import MimeNode from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'
import { signLetter } from './sign-letter.ts'
import type { Letter } from './transport.ts'

export type ComposedLetter = { raw: Buffer; envelope: { from: string; to: string[] } }

/** A letter without attachments as the bytes that go to the mail server, signed when it says so. */
export async function composeLetter(letter: Letter): Promise<ComposedLetter> {
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
  const signature = dkim ? `${await signLetter(head, body, dkim)}\r\n` : ''
  const { from, to } = node.getEnvelope()
  return { raw: Buffer.from(`${signature}${head}\r\n\r\n${body}`, 'latin1'), envelope: { from: from || '', to } }
}

/** As the bytes of the part, all of them ASCII: as they are, or in the encoding that most mail programs show best. */
function part(type: 'text/plain' | 'text/html', words: string): string {
  const text = (words.includes('\r') ? words.replace(/\r\n?/g, '\n') : words).replaceAll('\n', '\r\n')
  const { encoding, body } = encoded(type === 'text/html' ? byNumber(text) : text)
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`
}

function encoded(text: string): { encoding: '7bit' | 'quoted-printable' | 'base64'; body: string } {
  if (isPlain(text)) return { encoding: '7bit', body: text }
  const bytes = Buffer.from(text)
  if (isMostlyAscii(text, bytes.length)) return { encoding: 'quoted-printable', body: wrap(encode(bytes)) }
  return { encoding: 'base64', body: bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n') }
}

const isMostlyAscii = ({ length }: string, bytes: number): boolean => bytes - length < length / 6

/** HTML can say every letter in ASCII; where few are not, that is shorter and quicker than to encode all of it. Styles cannot. */
function byNumber(html: string): string {
  const bytes = Buffer.byteLength(html)
  if (bytes === html.length || !isMostlyAscii(html, bytes)) return html
  const isInStyle = [...html.matchAll(/<style\b[\s\S]*?<\/style/gi)].some(([style]) => notAscii.test(style))
  return isInStyle ? html : html.replace(/\P{ASCII}/gu, (letter) => `&#${letter.codePointAt(0)};`)
}

const notAscii = /[^\t\r\n\x20-\x7e]/

/** Goes as it is: some archives put a sign before lines that begin with From, and some servers cut what a line ends with. */
function isPlain(text: string): boolean {
  if (notAscii.test(text) || text.startsWith('From ') || text.includes('\nFrom ')) return false
  return !text.includes(' \r') && !text.includes('\t\r') && !hasLongLine(text)
}

/** RFC 5322 allows 998 characters. */
function hasLongLine(text: string): boolean {
  for (let from = 0; from >= 0 && from < text.length; ) {
    const end = text.indexOf('\n', from)
    if ((end < 0 ? text.length : end) - from > 990) return true
    from = end < 0 ? end : end + 1
  }
  return false
}
