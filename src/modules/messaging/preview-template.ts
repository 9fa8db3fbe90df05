import type { MessagePreview, MessageTemplate, PreviewMessage } from '#contract/message-templates'
import { countSms } from '#contract/sms-segments'
import { translatorFor } from '#i18n'
import type { Locale } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import { emailWarnings } from './email-warnings.ts'
import type { MessagingDeps } from './messaging-deps.ts'
import { readLook, readShop } from './outbox/prepare-message.ts'
import { readPolicy } from './policy/policy.repo.ts'
import { renderMessage } from './rendering/render-message.ts'
import { requireContact } from './require-contact.ts'
import { trySlots } from './slots/read-slots.ts'
import { wantedSlots } from './slots/wanted-slots.ts'

const manySegments = 3
/** As long as one that leads somewhere. */
const shownCode = 'preview-only'

/** Something to stand where a newsletter has the entries of its feed. */
export function sampleData(
  variants: MessageTemplate['variants'],
  locale: Locale,
  url: string,
): { entries?: Record<string, string | null>[] } {
  if (!/data\.entries|"kind":"entries"/.test(JSON.stringify(variants))) return {}
  const t = translatorFor(locale, 'messaging')
  const entry = (n: number) => ({
    title: t(`messaging.sample_entry${n}`),
    text: t('messaging.sample_entry_text'),
    url,
    image: null,
  })
  return { entries: [entry(1), entry(2)] }
}

/** Who is nobody in particular. */
export const somebody = { name: 'Anna', email: 'anna@example.com', phone: null, traits: { first_name: 'Anna' } }

/** As one person would see it; nothing is kept. Throws template_broken, customer_not_found. */
export async function previewTemplate(
  deps: MessagingDeps,
  workspaceId: string,
  { variants, locale, customerId, channel = 'email', data }: PreviewMessage,
): Promise<MessagePreview> {
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    shop: await readShop(tx, workspaceId),
    policy: await readPolicy(tx, workspaceId),
    person: customerId === undefined ? undefined : await requireContact(tx, workspaceId, customerId),
    slots: await trySlots(deps.slots, tx, workspaceId, wantedSlots(variants), { customerId, data }),
  }))
  const told = { ...sampleData(variants, locale ?? 'en', deps.publicUrl()), ...data }
  const own = { u: `${deps.publicUrl()}/m/u/preview`, p: `${deps.publicUrl()}/m/p/preview` }
  const made = await renderMessage({
    variants,
    channel,
    wanted: [locale, known.shop.locale],
    look: await readLook(deps, workspaceId),
    person: known.person ?? somebody,
    data: told,
    slots: known.slots,
    isPromotional: true,
    unsubscribeUrl: own.u,
    preferencesUrl: own.p,
    trackAs: null,
    pixel: null,
    shortLinks: { as: `${deps.publicUrl()}/l/${shownCode}`, isTracked: known.policy.trackClicks, own },
  })
  const { subject, text, push } = made
  const html = made.html ?? ''
  const bytes = Buffer.byteLength(html)
  const size = channel === 'sms' ? countSms(text) : null
  const sms = size && { encoding: size.encoding, segments: size.segments, left: size.left }
  const warnings = channel === 'email' ? emailWarnings(made, own.u) : []
  const body = variants[made.locale]?.body
  const isOpen = body?.kind === 'blocks' && body.blocks.some((one) => one.kind === 'voucher' && one.rewardId === '')
  if (isOpen && channel === 'email') warnings.push({ kind: 'no_reward', detail: '' })
  if (sms && sms.segments > manySegments) warnings.push({ kind: 'many_segments', detail: String(sms.segments) })
  return { locale: made.locale, channel, subject, html, text, push, sms, bytes, warnings }
}
