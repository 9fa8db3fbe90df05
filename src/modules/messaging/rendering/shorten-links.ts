/** How the links of a text message are written: `as` and their place; the message's own pages under a letter. */
export type ShortLinks = { as: string; isTracked: boolean; own: Record<'u' | 'p', string> }

const webAddress = /\bhttps?:\/\/[^\s<>"“”«»]+/gi
/** What ends a sentence does not end an address. */
const trailing = /[.,;:!?'’)\]]+$/

/**
 * Every letter of a text message costs: its links become short ones, in the order in which they are met, and lead nowhere but there. What is
 * not tracked stays as it is, but for the pages to leave by.
 */
export function shortenLinks(text: string, short: ShortLinks | null): { text: string; links: string[] } {
  const links: string[] = []
  if (!short) return { text, links }
  const written = text.replace(webAddress, (found) => {
    const end = trailing.exec(found)?.[0] ?? ''
    const target = found.slice(0, found.length - end.length)
    const letter = (['u', 'p'] as const).find((one) => short.own[one] === target)
    if (letter) return `${short.as}/${letter}${end}`
    if (!short.isTracked || !URL.canParse(target)) return found
    let place = links.indexOf(target)
    if (place < 0) place = links.push(target) - 1
    return `${short.as}${place === 0 ? '' : `/${place}`}${end}`
  })
  return { text: written, links }
}
