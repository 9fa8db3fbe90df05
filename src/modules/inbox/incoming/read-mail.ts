import { convert } from 'html-to-text'
import PostalMime, { type Address, type Email } from 'postal-mime'
import { sha256 } from '#platform/ids'

/** What somebody wrote, of a mail that a person may well have written. */
export type InboundMail = {
  from: { address: string; name: string | null }
  /** those it was sent to, also as the servers on its way noted them */
  to: string[]
  subject: string
  text: string
  isCut: boolean
  /** its Message-ID, or a fingerprint where it has none */
  reference: string
  /** Message-IDs of what it answers, the nearest first */
  references: string[]
  attachments: { name: string; type: string; bytes: number | null }[]
}

const mostLetters = 50_000
const mostReferences = 30
const mostAttachments = 50

/** Message-IDs as mail programs write them; nothing else of such a header is ever sent on. */
const messageIds = /<[!-;=?-~]{3,250}>/g

/**
 * Reads a mail. Undefined for what no person wrote to us: bounces, automatic answers, lists and newsletters, and our own letters coming
 * back. Nothing of HTML but its words is kept. Throws when it cannot be read at all.
 */
export async function readMail(raw: Uint8Array): Promise<InboundMail | undefined> {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 })
  const from = mailboxesOf(mail.from ? [mail.from] : [])[0]
  if (!from || isAutomatic(mail, from.address)) return undefined
  const words = wordsOf(mail)
  const ids = (text: string | undefined): string[] => [...(text ?? '').matchAll(messageIds)].map(([id]) => id)
  const references = [...ids(mail.inReplyTo), ...ids(mail.references).toReversed()]
  return {
    from: { address: from.address, name: line(from.name).slice(0, 200) || null },
    to: [...mailboxesOf([...(mail.to ?? []), ...(mail.cc ?? [])]).map(({ address }) => address), ...deliveredTo(mail)],
    subject: line(mail.subject ?? '').slice(0, 300),
    text: words.slice(0, mostLetters),
    isCut: words.length > mostLetters,
    reference: ids(mail.messageId)[0] ?? `sha256:${sha256(Buffer.from(raw).toString('latin1')).toString('base64url')}`,
    references: [...new Set(references)].slice(0, mostReferences),
    attachments: mail.attachments.slice(0, mostAttachments).map((one) => ({
      name: line(one.filename ?? '').slice(0, 200),
      type: one.mimeType.slice(0, 100),
      bytes: typeof one.content === 'string' ? null : one.content.byteLength,
    })),
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

function deliveredTo({ headers }: Email): string[] {
  const names = ['delivered-to', 'x-original-to', 'envelope-to']
  return headers.flatMap(({ key, value }) => (names.includes(key) ? [value.trim().replace(/^<|>$/g, '')] : []))
}

function mailboxesOf(found: Address[]): { address: string; name: string }[] {
  const all = found.flatMap((one) => one.group ?? one)
  return all.flatMap(({ address = '', name }) => {
    const plain = address.trim().toLowerCase()
    return /^[^\s@<>]+@[^\s@<>]+$/.test(plain) && plain.length <= 254 ? [{ address: plain, name }] : []
  })
}

/** The plain part where there is one: it is what the writer's program meant to be read without pictures. */
function wordsOf({ text = '', html = '' }: Email): string {
  const plain = text.trim() === '' && html !== '' ? textOf(html) : text
  return tidy(plain)
}

const textOf = (html: string): string =>
  convert(html.slice(0, 1_000_000), {
    wordwrap: false,
    limits: { maxInputLength: 1_000_000, maxDepth: 100, maxChildNodes: 5_000 },
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
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{4,}/g, '\n\n\n')
    .toWellFormed()
    .trim()
}

const line = (text: string): string => tidy(text).replace(/\s+/g, ' ')
