import { type Form, plainText, withoutActive } from './form.ts'
import { isOtherAddress, isWebAddress, readTarget } from './link-target.ts'
import { renderLiquid } from './liquid.ts'
import { packHtml } from './pack.ts'

/** `packed` is the HTML as it is kept. */
export type Filled = {
  subject: string
  html: string
  packed: string
  text: string
  links: string[]
  badLinks: string[]
}
/** What differs from person to person. */
export type LetterValues = {
  scope: Record<string, unknown>
  /** addresses that lead to the message's own pages and are not followed */
  ownLinks: string[]
  /** links become this and their place in the list; null leaves them as they are */
  trackAs: string | null
  /** address of a picture that tells of opening; null for none */
  pixel: string | null
}

const width = 78

/** Puts a person's values into a form and makes the plain text of it. */
export function fill(form: Form, { scope, ownLinks, trackAs, pixel }: LetterValues): Filled {
  // Once more, because a value may stand where an attribute could begin.
  const filled = withoutActive(renderLiquid(form.html, scope, 'html'))
  const linked = withLinks(filled, ownLinks, trackAs)
  const text = form.text ? renderLiquid(form.text, scope, 'letter') : plainText(withLinks(filled, ownLinks, null).html)
  const html = pixel === null ? linked.html : withPixel(linked.html, pixel)
  return {
    ...linked,
    subject: renderLiquid(form.subject, scope, 'text')
      .replace(/[\r\n\t]+/g, ' ')
      .trim()
      .slice(0, 300),
    html,
    packed: packHtml(html, form.dictionary),
    text: tidy(text),
  }
}

/** Links lead to web pages or nowhere, by way of us where they are followed. */
function withLinks(filled: string, ownLinks: string[], trackAs: string | null) {
  const links: string[] = []
  const badLinks: string[] = []
  const html = filled.replace(
    /(<a\b[^>]*?\shref=)(?:"([^"]*)"|'([^']*)')/gi,
    (_, before: string, one = '', other = '') => {
      const target = readTarget(one || other)
      if (ownLinks.includes(target) || isOtherAddress(target)) return `${before}"${escapeAttribute(target)}"`
      if (!isWebAddress(target)) {
        badLinks.push(target)
        return `${before}"#"`
      }
      let place = links.indexOf(target)
      if (place < 0) place = links.push(target) - 1
      return `${before}"${escapeAttribute(trackAs === null ? target : `${trackAs}/${place}`)}"`
    },
  )
  return { html, links, badLinks }
}

function withPixel(html: string, pixel: string): string {
  const end = html.lastIndexOf('</body>')
  if (end < 0) return html
  return `${html.slice(0, end)}<img src="${pixel}" width="1" height="1" alt="" style="display:block;border:0">${html.slice(end)}`
}

/** Lines of a width that every program shows, at most one of them empty in a row. */
function tidy(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .replace(tooLong, '$1\n')
}
const tooLong = new RegExp(`(?![^\\n]{1,${width}}$)([^\\n]{1,${width}}) `, 'gm')

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
