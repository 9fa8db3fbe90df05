import { convert } from 'html-to-text'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import { sha256 } from '#platform/ids'

/** What somebody wrote, of a mail that a person may well have written. */
export type InboundMail = {
  /** where an answer goes: what the mail asks for (Reply-To), else its sender */
  from: { address: string; name: string | null }
  /** who sent it; a form on a web page sends with an address of its own */
  sender: string
  /** those it was sent to, also as the servers on its way noted them */
  to: string[]
  subject: string
  text: string
  isCut: boolean
  /** its Message-ID, or a fingerprint where it has none */
  reference: string
  /** Message-IDs of what it answers, the nearest first */
  references: string[]
  attachments: MailFile[]
}

/** Without content where it is not worth keeping. */
export type MailFile = { name: string; type: string; bytes: number | null; content: Uint8Array | null }

const mostLetters = 50_000
/** Of more than this nothing is looked at: somebody may send millions of spaces. */
const lookedAt = 4 * mostLetters
/** Cells in cells without an end cost the parser the square of their number. */
const mostHtml = 250_000
/** A mailbox hands on no more of a mail. */
const mostBytes = 10 * 1024 * 1024
/** Lines cost the parser much, however short; those of an attached file, in base64, are long. */
const mostShortLines = 50_000
const shortLine = 60
const mostReferences = 30
const mostAttachments = 50
/** Pictures within the words that are smaller are logos and lines of a signature. */
const decorationBytes = 32 * 1024

/** Message-IDs as mail programs write them; nothing else of such a header is ever sent on. */
const messageIds = /<[!-;=?-~]{3,250}>/g

/**
 * Reads a mail. Undefined for what no person wrote to us: bounces, automatic answers, lists and newsletters, and our own letters coming
 * back. Nothing of HTML but its words is kept. Throws when it cannot be read at all.
 */
export async function readMail(raw: Uint8Array): Promise<InboundMail | undefined> {
  const read = withinLines(raw)
  const mail = await PostalMime.parse(read, { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 })
  const sender = mailboxesOf(mail.from ? [mail.from] : [])[0]
  if (!sender || isAutomatic(mail, sender.address)) return undefined
  const to = [
    ...mailboxesOf([...(mail.to ?? []), ...(mail.cc ?? [])]).map(({ address }) => address),
    ...deliveredTo(mail),
  ]
  const from = answeredAt(mail, sender, to)
  const { words, isCut } = wordsOf(mail)
  // Of a mail that was not read to its end the last file is broken.
  const isWhole = read.byteLength === raw.byteLength && raw.byteLength < mostBytes
  const ids = (text: string | undefined): string[] => [...(text ?? '').matchAll(messageIds)].map(([id]) => id)
  const references = [...ids(mail.inReplyTo), ...ids(mail.references).toReversed()]
  return {
    from: { address: from.address, name: line(from.name, 200) || null },
    sender: sender.address,
    to,
    subject: line(mail.subject ?? '', 300),
    text: words,
    isCut,
    reference: ids(mail.messageId)[0] ?? `sha256:${sha256(Buffer.from(raw).toString('latin1')).toString('base64url')}`,
    references: [...new Set(references)].slice(0, mostReferences),
    attachments: mail.attachments.slice(0, mostAttachments).map((one) => fileOf(one, isWhole)),
  }
}

/** As much of it as there may be short lines. */
function withinLines(raw: Uint8Array): Uint8Array {
  let short = 0
  for (let from = 0, at = raw.indexOf(10); at !== -1; from = at + 1, at = raw.indexOf(10, from)) {
    if (at - from < shortLine && ++short > mostShortLines) return raw.subarray(0, from)
  }
  return raw
}

function fileOf({ filename, mimeType, content, related = false }: Attachment, isWhole: boolean): MailFile {
  const bytes = typeof content === 'string' ? null : new Uint8Array(content)
  const isDecoration = related && (bytes?.byteLength ?? 0) < decorationBytes
  return {
    name: line(filename ?? '', 200),
    type: line(mimeType, 100),
    bytes: bytes?.byteLength ?? null,
    content: isWhole && !isDecoration ? bytes : null,
  }
}

/** RFC 3834, and what was usual before it. */
function isAutomatic(mail: Email, from: string): boolean {
  const header = (name: string): string | undefined => mail.headers.find(({ key }) => key === name)?.value.trim()
  const submitted = header('auto-submitted')
  return (
    (submitted !== undefined && !/^no\b/i.test(submitted)) ||
    /^(bulk|junk|list|auto_reply)\b/i.test(header('precedence') ?? '') ||
    ['x-autoreply', 'x-autorespond', 'list-id', 'list-unsubscribe'].some((name) => header(name) !== undefined) ||
    /^multipart\/report\b/i.test(header('content-type') ?? '') ||
    header('return-path') === '<>' ||
    /^(mailer-daemon|postmaster)@/i.test(from) ||
    // A letter of ours, or of another Regulars.
    /:regulars$/.test(header('feedback-id') ?? '')
  )
}

/** RFC 5322, 3.6.2. An address that the mail was sent to is ours: an answer to ourselves would reach nobody. */
function answeredAt(mail: Email, sender: Mailbox, to: readonly string[]): Mailbox {
  const [wanted] = mailboxesOf(mail.replyTo ?? [])
  if (!wanted || wanted.address === sender.address || to.includes(wanted.address)) return sender
  return wanted
}

function deliveredTo({ headers }: Email): string[] {
  const names = ['delivered-to', 'x-original-to', 'envelope-to']
  return headers.flatMap(({ key, value }) => (names.includes(key) ? [value.trim().replace(/^<|>$/g, '')] : []))
}

type Mailbox = { address: string; name: string }

function mailboxesOf(found: Address[]): Mailbox[] {
  const all = found.flatMap((one) => one.group ?? one)
  return all.flatMap(({ address = '', name }) => {
    const plain = address.trim().toLowerCase()
    return /^[^\s@<>]+@[^\s@<>]+$/.test(plain) && plain.length <= 254 ? [{ address: plain, name }] : []
  })
}

/** The plain part where there is one: it is what the writer's program meant to be read without pictures. */
function wordsOf({ text = '', html = '' }: Email): { words: string; isCut: boolean } {
  const isHtml = text.trim() === '' && html !== ''
  const plain = isHtml ? textOf(html) : text
  const words = tidy(plain.slice(0, lookedAt))
  const isCut = words.length > mostLetters || plain.length > lookedAt || (isHtml && html.length > mostHtml)
  return { words: words.slice(0, mostLetters).toWellFormed(), isCut }
}

const textOf = (html: string): string =>
  convert(html.slice(0, mostHtml), {
    wordwrap: false,
    limits: { maxInputLength: mostHtml, maxDepth: 100, maxChildNodes: 5_000 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      { selector: 'blockquote', format: 'blockquote' },
    ],
  })

/** Without what PostgreSQL does not take, what turns words around for those who read on, and what only keeps other words away. */
function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .split('\n')
    .map((one) => one.trimEnd())
    .join('\n')
    .replace(/\n{4,}/g, '\n\n\n')
    .toWellFormed()
    .trim()
}

/** On one line. Cut after all else: half a sign is nothing that PostgreSQL would keep. */
const line = (text: string, most: number): string => tidy(text).replace(/\s+/g, ' ').slice(0, most).toWellFormed()
