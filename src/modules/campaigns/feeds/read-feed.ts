import { parseFeed } from 'feedsmith'
import { convert } from 'html-to-text'
import type { FeedTrouble } from '#contract/campaign-words'
import { sha256 } from '#platform/ids'
import { type Outbound, type OutboundAnswer, OutboundError } from '#platform/outbound'
import { readLetters } from './read-letters.ts'

export type FeedEntry = { key: Buffer; title: string; url: string | null; text: string | null; image: string | null }
export type FeedAnswer =
  | { kind: 'same' }
  | { kind: 'trouble'; trouble: FeedTrouble }
  | { kind: 'read'; title: string | null; entries: FeedEntry[]; etag: string | null; modified: string | null }
type Marks = { etag: string | null; modified: string | null }

const maxBytes = 2 * 1024 * 1024
const maxEntries = 200
const mostRedirects = 3
const longestTitle = 200
const longestText = 240

/** What a feed says now, unless it says that nothing has changed since it was marked so. Never throws for what is wrong with the feed. */
export async function readFeed(outbound: Outbound, url: string, { etag, modified }: Marks): Promise<FeedAnswer> {
  const headers = {
    accept: 'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5',
    'user-agent': 'Regulars',
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(modified ? { 'if-modified-since': modified } : {}),
  }
  let answer: OutboundAnswer
  try {
    answer = await ask(outbound, url, headers, mostRedirects)
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    return { kind: 'trouble', trouble: error.outcome === 'refused' ? 'not_allowed' : 'unreachable' }
  }
  const { status } = answer
  if (status === 304) return { kind: 'same' }
  if (status === 404 || status === 410) return { kind: 'trouble', trouble: 'gone' }
  if (status < 200 || status > 299) return { kind: 'trouble', trouble: 'refused' }
  const bytes = Buffer.from(answer.body, 'latin1')
  const body = bytes.length < maxBytes ? readLetters(bytes, answer.headers, maxBytes) : undefined
  if (body === undefined) return { kind: 'trouble', trouble: bytes.length < maxBytes ? 'not_a_feed' : 'too_large' }
  const read = parse(body, url)
  if (!read) return { kind: 'trouble', trouble: 'not_a_feed' }
  return { kind: 'read', ...read, etag: answer.headers.etag ?? null, modified: answer.headers['last-modified'] ?? null }
}

/** Every address on the way is judged as the first one is. */
async function ask(
  outbound: Outbound,
  url: string,
  headers: Record<string, string>,
  redirects: number,
): Promise<OutboundAnswer> {
  const answer = await outbound(url, { method: 'GET', headers, maxAnswer: maxBytes, letters: 'latin1' })
  const { location } = answer.headers
  const isMoved = [301, 302, 303, 307, 308].includes(answer.status)
  if (!isMoved || redirects === 0 || location === undefined || !URL.canParse(location, url)) return answer
  return await ask(outbound, new URL(location, url).href, headers, redirects - 1)
}

function parse(body: string, base: string): { title: string | null; entries: FeedEntry[] } | undefined {
  try {
    const { feed, entries } = inOneForm(parseFeed(body, { maxItems: maxEntries }))
    return { title: plain(feed.title, longestTitle), entries: entries.map((one) => toEntry(one, base)) }
  } catch {
    return undefined
  }
}

type Raw = {
  id?: string | undefined
  title?: string | undefined
  link?: string | undefined
  html?: string | undefined
  image?: string | undefined
  date?: string | undefined
}

/** The four kinds of feeds tell the same under different names. */
function inOneForm(parsed: ReturnType<typeof parseFeed>): { feed: { title?: string | undefined }; entries: Raw[] } {
  switch (parsed.format) {
    case 'rss':
      return {
        feed: parsed.feed,
        entries: (parsed.feed.items ?? []).map((item) => ({
          id: item.guid?.value,
          title: item.title,
          link: item.link,
          html: item.description ?? item.content?.encoded,
          image: pictureOf(item.enclosures) ?? item.media?.thumbnails?.[0]?.url ?? pictureOf(item.media?.contents),
          date: dateOf(item.pubDate),
        })),
      }
    case 'atom':
      return {
        feed: { title: parsed.feed.title?.value },
        entries: (parsed.feed.entries ?? []).map((entry) => ({
          id: entry.id,
          title: entry.title?.value,
          link: (entry.links?.find(({ rel = 'alternate' }) => rel === 'alternate') ?? entry.links?.[0])?.href,
          html: entry.summary?.value ?? entry.content?.value,
          image: entry.media?.thumbnails?.[0]?.url ?? pictureOf(entry.media?.contents),
          date: dateOf(entry.published ?? entry.updated),
        })),
      }
    case 'rdf':
      return {
        feed: parsed.feed,
        entries: (parsed.feed.items ?? []).map((item) => ({
          id: item.link,
          title: item.title,
          link: item.link,
          html: item.description,
        })),
      }
    case 'json':
      return {
        feed: parsed.feed,
        entries: (parsed.feed.items ?? []).map((item) => ({
          id: item.id,
          title: item.title,
          link: item.url,
          html: item.summary ?? item.content_text ?? item.content_html,
          image: item.image,
          date: dateOf(item.date_published),
        })),
      }
  }
}

const dateOf = (told: unknown): string | undefined => (told === undefined ? undefined : String(told))

const pictureOf = (files: { url?: string; type?: string; medium?: string }[] | undefined): string | undefined =>
  files?.find(({ type = '', medium }) => type.startsWith('image/') || medium === 'image')?.url

function toEntry({ id, title, link, html, image, date }: Raw, base: string): FeedEntry {
  const url = webAddress(link, base)
  const text = plain(html, longestText)
  const named = plain(title, longestTitle) ?? text ?? url ?? '…'
  return {
    key: sha256(id ?? url ?? `${named}\n${date ?? ''}`),
    title: named,
    url,
    text,
    image: webAddress(image, base),
  }
}

function webAddress(text: string | undefined, base: string): string | null {
  if (text === undefined || !URL.canParse(text, base)) return null
  const url = new URL(text, base)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href.slice(0, 2000) : null
}

/** Words without their markup, cut where a word ends. */
function plain(html: string | undefined, most: number): string | null {
  if (!html) return null
  const text = convert(html.slice(0, 20_000), {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  })
    .replaceAll('\u0000', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed()
  if (text === '') return null
  return text.length <= most ? text : `${text.slice(0, most).replace(/\s+\S*$/, '')}…`
}
