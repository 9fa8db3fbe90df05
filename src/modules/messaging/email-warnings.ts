import type { MessagePreview } from '#contract/message-templates'
import type { Rendered } from './rendering/render-message.ts'

type Warning = MessagePreview['warnings'][number]

// Gmail shows no more of a message than this.
const cutBytes = 102_000

/** What can be seen of an e-mail without asking anybody. */
export function emailWarnings(
  { badLinks, html }: Pick<Rendered, 'badLinks' | 'html'>,
  unsubscribeUrl: string,
): Warning[] {
  const text = html ?? ''
  const warnings: Warning[] = badLinks.map((detail) => ({ kind: 'bad_link', detail: detail.slice(0, 200) }))
  for (const { tag, address } of imagesOf(text)) {
    if (!/\salt=("[^"]+"|'[^']+')/i.test(tag)) warnings.push({ kind: 'no_alt', detail: tag.slice(0, 120) })
    if (!URL.canParse(address) || !/^https?:\/\/[^/]/i.test(address))
      warnings.push({ kind: 'bad_image', detail: address.slice(0, 200) })
    else if (/^http:/i.test(address) && !/^http:\/\/localhost[:/]/i.test(address))
      warnings.push({ kind: 'insecure_image', detail: address.slice(0, 200) })
  }
  if (!text.includes(unsubscribeUrl)) warnings.push({ kind: 'no_unsubscribe', detail: '' })
  const bytes = Buffer.byteLength(text)
  if (bytes > cutBytes) warnings.push({ kind: 'too_long', detail: String(Math.ceil(bytes / 1024)) })
  return warnings
}

/** The pictures of an e-mail and where they come from. */
export function imagesOf(html: string): { tag: string; address: string }[] {
  return [...html.matchAll(/<img\b[^>]*>/gi)].map(([tag]) => {
    const source = /\ssrc=(?:"([^"]*)"|'([^']*)')/i.exec(tag)
    return { tag, address: (source?.[1] ?? source?.[2] ?? '').replaceAll('&amp;', '&') }
  })
}
