import type { MessagePreview, PreviewMessage } from '#contract/messaging'
import { countSms } from '#contract/sms-segments'
import { readContact } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from './messaging-deps.ts'
import { readLook, readShop } from './outbox/prepare-message.ts'
import { type Rendered, renderMessage } from './rendering/render-message.ts'

type Warning = MessagePreview['warnings'][number]

// Gmail shows no more of a message than this.
const cutBytes = 102_000
const manySegments = 3

/** As one person would see it; nothing is kept. Throws template_broken. */
export async function previewTemplate(
  deps: MessagingDeps,
  workspaceId: string,
  { variants, locale, customerId, channel = 'email', data }: PreviewMessage,
): Promise<MessagePreview> {
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    shop: await readShop(tx, workspaceId),
    person: customerId === undefined ? undefined : await readContact(tx, workspaceId, customerId),
  }))
  const unsubscribeUrl = `${deps.publicUrl()}/m/u/preview`
  const made = await renderMessage({
    variants,
    channel,
    wanted: [locale, known.shop.locale],
    look: await readLook(deps, workspaceId),
    person: known.person ?? { name: 'Anna', email: 'anna@example.com', phone: null, traits: { first_name: 'Anna' } },
    data,
    isPromotional: true,
    unsubscribeUrl,
    preferencesUrl: `${deps.publicUrl()}/m/p/preview`,
    trackAs: null,
    pixel: null,
  })
  const { subject, text, push } = made
  const html = made.html ?? ''
  const bytes = Buffer.byteLength(html)
  const size = channel === 'sms' ? countSms(text) : null
  const sms = size && { encoding: size.encoding, segments: size.segments, left: size.left }
  const warnings = channel === 'email' ? emailWarnings(made, html, unsubscribeUrl, bytes) : []
  if (sms && sms.segments > manySegments) warnings.push({ kind: 'many_segments', detail: String(sms.segments) })
  return { locale: made.locale, channel, subject, html, text, push, sms, bytes, warnings }
}

function emailWarnings({ badLinks }: Rendered, html: string, unsubscribeUrl: string, bytes: number): Warning[] {
  const warnings: Warning[] = badLinks.map((detail) => ({ kind: 'bad_link', detail: detail.slice(0, 200) }))
  for (const [image] of html.matchAll(/<img\b[^>]*>/gi)) {
    if (!/\salt=("[^"]+"|'[^']+')/i.test(image)) warnings.push({ kind: 'no_alt', detail: image.slice(0, 120) })
    const source = /\ssrc=(?:"([^"]*)"|'([^']*)')/i.exec(image)
    const address = source?.[1] ?? source?.[2] ?? ''
    if (!URL.canParse(address) || !/^https?:\/\/[^/]/i.test(address))
      warnings.push({ kind: 'bad_image', detail: address.slice(0, 200) })
    else if (/^http:/i.test(address) && !/^http:\/\/localhost[:/]/i.test(address))
      warnings.push({ kind: 'insecure_image', detail: address.slice(0, 200) })
  }
  if (!html.includes(unsubscribeUrl)) warnings.push({ kind: 'no_unsubscribe', detail: '' })
  if (bytes > cutBytes) warnings.push({ kind: 'too_long', detail: String(Math.ceil(bytes / 1024)) })
  return warnings
}
