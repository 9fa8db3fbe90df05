import type { MessageCheck, MessageTemplate } from '#contract/message-templates'
import { isLocale } from '#platform/i18n'
import { OutboundError } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import { emailWarnings, imagesOf } from './email-warnings.ts'
import type { MessagingDeps } from './messaging-deps.ts'
import { readLook, readShop } from './outbox/prepare-message.ts'
import { sampleData, somebody } from './preview-template.ts'
import { renderMessage } from './rendering/render-message.ts'
import { trySlots } from './slots/read-slots.ts'
import { wantedSlots } from './slots/wanted-slots.ts'

type Problem = MessageCheck['problems'][number]
type Answer = { kind: 'works'; bytes: number } | { kind: 'dead' } | { kind: 'unanswered' }

const mostAsked = 60
const atOnce = 6
const timeoutMs = 6_000
const heavyBytes = 500 * 1024
const heavyTogether = 1500 * 1024

/**
 * Looks an e-mail through in every language: what can be seen, and whether what it leads to and shows is there. Only addresses of the
 * public internet are asked; redirects count as there. Throws template_broken.
 */
export async function checkMessage(
  deps: MessagingDeps,
  workspaceId: string,
  { variants }: { variants: MessageTemplate['variants'] },
): Promise<MessageCheck> {
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    shop: await readShop(tx, workspaceId),
    slots: await trySlots(deps.slots, tx, workspaceId, wantedSlots(variants), { customerId: undefined, data: {} }),
  }))
  const look = await readLook(deps, workspaceId)
  const own = deps.publicUrl()
  const answers = new Map<string, Promise<Answer>>()
  const waiting: (() => Promise<void>)[] = []
  const ask = (address: string): Promise<Answer> | undefined => {
    const isOurs = address.startsWith(own)
    const before = answers.get(address)
    if (before || isOurs || answers.size >= mostAsked || !/^https?:\/\//i.test(address)) return before
    const asked = new Promise<Answer>((resolve) => {
      waiting.push(async () => resolve(await askAddress(deps, address)))
    })
    answers.set(address, asked)
    return asked
  }
  const found: { locale: Problem['locale']; links: string[]; images: string[]; seen: Problem[] }[] = []
  for (const [locale, variant] of Object.entries(variants)) {
    if (!variant?.body || !isLocale(locale)) continue
    const unsubscribeUrl = `${own}/m/u/preview`
    const made = await renderMessage({
      variants: { [locale]: variant },
      channel: 'email',
      wanted: [locale],
      look,
      person: somebody,
      data: sampleData(variants, locale, own),
      slots: known.slots,
      isPromotional: true,
      unsubscribeUrl,
      preferencesUrl: `${own}/m/p/preview`,
      trackAs: null,
      pixel: null,
    })
    const images = imagesOf(made.html ?? '').map(({ address }) => address)
    const seen = emailWarnings(made, unsubscribeUrl).map((one) => ({ ...one, locale }))
    found.push({ locale, links: made.links, images: [...new Set(images)], seen })
    for (const address of [...made.links, ...images]) void ask(address)
  }
  const converse = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next()
  }
  await Promise.all(Array.from({ length: atOnce }, converse))
  const problems: Problem[] = []
  for (const { locale, links, images, seen } of found) {
    problems.push(...seen)
    for (const detail of links) {
      const answer = await answers.get(detail)
      if (answer?.kind === 'dead') problems.push({ kind: 'dead_link', locale, detail })
      if (answer?.kind === 'unanswered') problems.push({ kind: 'unanswered', locale, detail })
    }
    let together = 0
    for (const detail of images) {
      const answer = await answers.get(detail)
      const bytes = answer?.kind === 'works' ? answer.bytes : 0
      together += bytes
      if (answer && answer.kind !== 'works') problems.push({ kind: 'dead_image', locale, detail })
      if (bytes > heavyBytes) problems.push({ kind: 'heavy_image', locale, detail })
    }
    if (together > heavyTogether)
      problems.push({ kind: 'heavy_images', locale, detail: String(Math.ceil(together / 1024)) })
  }
  const asked = [...answers.keys()]
  const images = new Set(found.flatMap((one) => one.images))
  const pictures = asked.filter((address) => images.has(address)).length
  return { links: asked.length - pictures, images: pictures, problems }
}

async function askAddress(deps: MessagingDeps, address: string): Promise<Answer> {
  try {
    const { status, headers } = await deps.outbound(address, { method: 'GET', timeoutMs })
    if (status === 404 || status === 410) return { kind: 'dead' }
    // Who refuses a program may well let a person in.
    if (status >= 500) return { kind: 'unanswered' }
    return { kind: 'works', bytes: Number(headers['content-length'] ?? 0) || 0 }
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    // A page without TLS may not be asked; its host usually has the other one.
    if (/^http:/i.test(address)) return await askAddress(deps, address.replace(/^http:/i, 'https:'))
    return { kind: error.outcome === 'unclear' ? 'unanswered' : 'dead' }
  }
}
