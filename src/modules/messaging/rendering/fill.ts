import { convert } from 'html-to-text'
import { fillLiquid } from './liquid.ts'

export type Filled = { subject: string; html: string; text: string; links: string[]; badLinks: string[] }
export type FillInput = {
  subject: string
  html: string
  scope: Record<string, unknown>
  /** addresses that lead to the message's own pages and are not followed */
  ownLinks: string[]
  /** links become this and their place in the list; null leaves them as they are */
  trackAs: string | null
}

const entities: Record<string, string> = {
  '&amp;': '&',
  '&#34;': '"',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
}
const plain = (text: string): string => text.replace(/&(?:amp|quot|lt|gt|#34|#39);/g, (one) => entities[one] ?? one)

/** Puts a person's values into compiled HTML and makes the plain text of it. */
export function fill({ subject, html, scope, ownLinks, trackAs }: FillInput): Filled {
  const links: string[] = []
  const badLinks: string[] = []
  const filled = withoutActive(fillLiquid(html, scope, 'html'))
  const safe = filled.replace(
    /(<a\b[^>]*?\shref=)(?:"([^"]*)"|'([^']*)')/gi,
    (_, before: string, one = '', other = '') => {
      const target = plain(one || other).trim()
      if (ownLinks.includes(target) || /^(mailto:|tel:|#.)/i.test(target))
        return `${before}"${escapeAttribute(target)}"`
      if (!/^https?:\/\/[^/\s]/i.test(target) || !URL.canParse(target)) {
        badLinks.push(target)
        return `${before}"#"`
      }
      let place = links.indexOf(target)
      if (place < 0) place = links.push(target) - 1
      return `${before}"[[link:${place}]]"`
    },
  )
  const read = safe.replace(/\[\[link:(\d+)\]\]/g, (_, place) => escapeAttribute(links[Number(place)] ?? '#'))
  const text = convert(read, {
    wordwrap: 78,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  })
  return {
    subject: fillLiquid(subject, scope, 'text')
      .replace(/[\r\n\t]+/g, ' ')
      .trim()
      .slice(0, 300),
    html:
      trackAs === null
        ? read
        : safe.replace(/\[\[link:(\d+)\]\]/g, (_, place) => escapeAttribute(`${trackAs}/${place}`)),
    text,
    links,
    badLinks,
  }
}

/** Nothing that runs or loads pages has a place in a message; mail programs drop it anyway. */
function withoutActive(html: string): string {
  return html
    .replace(/<(script|iframe|object|embed|form|base)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
    .replace(/<(script|iframe|object|embed|form|base|input|button)\b[^>]*>/gi, '')
    .replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
    .replace(/<meta[^>]+http-equiv\s*=\s*["']?refresh[^>]*>/gi, '')
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
