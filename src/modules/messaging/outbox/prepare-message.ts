import { sql } from 'kysely'
import { channelsOf } from '#contract/message-channels'
import type { MessageChannel } from '#contract/messaging-words'
import { contactPreferences } from '#modules/care'
import { type Contact, readContact } from '#modules/customers'
import { brandOf } from '#modules/workspaces'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import { shortCode, signLink } from '../links/sign-link.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { channelsFor, type Picked, pickChannel } from '../policy/pick-channel.ts'
import { readPolicy } from '../policy/policy.repo.ts'
import type { Look } from '../rendering/compose-mjml.ts'
import { type Person, renderMessage } from '../rendering/render-message.ts'
import { listReportSources } from '../reports/sources.repo.ts'
import { readSlots, trySlots } from '../slots/read-slots.ts'
import type { Slots } from '../slots/slots.ts'
import { type WantedSlots, wantedSlots } from '../slots/wanted-slots.ts'
import { getTemplate } from '../templates.repo.ts'
import { judgeAnswer } from './judge-answer.ts'
import { keepForm } from './keep-form.ts'
import type { Claimed } from './outbox.repo.ts'

export type Shop = { timeZone: string; locale: string; isSample: boolean }

export async function readShop(tx: Tx, workspaceId: string): Promise<Shop> {
  const { rows } = await sql<Shop>`select time_zone as "timeZone", locale, is_sample as "isSample" from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0] ?? { timeZone: 'UTC', locale: 'en', isSample: false }
}

/** The brand as messages show it, with addresses that can be reached from a mail program. */
export async function readLook(
  deps: MessagingDeps,
  workspaceId: string,
): Promise<Look & { supportEmail: string | null }> {
  const { name, colour, logoUrl, address, website, supportEmail } = await brandOf(deps.db, workspaceId)
  return { name, colour, logoUrl: logoUrl && `${deps.publicUrl()}${logoUrl}`, address, website, supportEmail }
}

/** What a message rests on. Throws template_not_found. */
export async function readMessageContext(tx: Tx, deps: MessagingDeps, workspaceId: string, claimed: Claimed) {
  const contact = claimed.customerId === null ? undefined : await readContact(tx, workspaceId, claimed.customerId)
  return {
    contact,
    wishes: contact ? await contactPreferences(tx, workspaceId, contact.customerId) : undefined,
    template: await getTemplate(tx, workspaceId, claimed.templateId),
    policy: await readPolicy(tx, workspaceId),
    shop: await readShop(tx, workspaceId),
    stored: await readChannels(tx, workspaceId, deps.secret),
    sources: await listReportSources(tx, workspaceId),
  }
}
type MessageContext = Awaited<ReturnType<typeof readMessageContext>>

/** The verdict at this moment: by which channel, or why not. A test goes where its sender said. */
export async function judgeClaimed(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  claimed: Claimed,
  { contact, template, policy, shop, stored }: MessageContext,
): Promise<Picked> {
  const now = deps.clock.now()
  const channel = claimed.wantedChannel ?? 'email'
  if (claimed.sourceKind === 'test') {
    const day = now.toZonedDateTimeISO(shop.timeZone).toPlainDate().toString()
    const isUsable = channelsFor(policy, stored, { wanted: channel, words: channelsOf(template.variants) }).length > 0
    const verdict = isUsable ? ({ kind: 'send', day } as const) : ({ kind: 'hold', reason: 'no_channel' } as const)
    return { channel, address: claimed.address, verdict }
  }
  if (claimed.sourceKind === 'inbox')
    return await judgeAnswer(tx, deps, workspaceId, claimed, { contact, shop, stored })
  if (!contact) return { channel, address: null, verdict: { kind: 'hold', reason: 'customer_gone' } }
  const asked = {
    messageId: claimed.messageId,
    purpose: claimed.purpose,
    topic: template.topic,
    shopZone: shop.timeZone,
    secret: deps.secret,
    policy,
    stored,
  }
  const offered = { wanted: claimed.wantedChannel, words: channelsOf(template.variants) }
  return await pickChannel(tx, workspaceId, contact, asked, offered, now)
}

/** The one there is, without asking, unless a voucher goes with it; of several the one that may be used now, or undefined when none may. */
async function likelyChannel(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  claimed: Claimed,
  context: MessageContext,
  { vouchers }: WantedSlots,
): Promise<MessageChannel | undefined> {
  const wanted = claimed.sourceKind === 'test' ? (claimed.wantedChannel ?? 'email') : claimed.wantedChannel
  const [first, second] = channelsFor(context.policy, context.stored, {
    wanted,
    words: channelsOf(context.template.variants),
  })
  if (!second && vouchers.length === 0) return first
  const { channel, verdict } = await judgeClaimed(tx, deps, workspaceId, claimed, context)
  return verdict.kind === 'send' ? channel : undefined
}

export type Prepared = Awaited<ReturnType<typeof prepareMessage>>

/** Reads what a message needs and renders it for the channel it would go by now. Throws template_not_found, template_broken. */
export async function prepareMessage(deps: MessagingDeps, workspaceId: string, claimed: Claimed) {
  const { slots, ...known } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const context = await readMessageContext(tx, deps, workspaceId, claimed)
    const wanted = wantedSlots(context.template.variants)
    const channel = await likelyChannel(tx, deps, workspaceId, claimed, context, wanted)
    const filled = channel && (await slotsOf(tx, deps, workspaceId, claimed, context, wanted))
    return { ...context, channel, slots: filled }
  })
  const look = await readLook(deps, workspaceId)
  const urls = linksOf(deps, workspaceId, claimed.messageId)
  // Nobody counts what a colleague writes to somebody.
  const isCounted = claimed.sourceKind !== 'test' && claimed.sourceKind !== 'inbox'
  const { channel } = known
  const rendered = channel
    ? await renderMessage({
        variants: known.template.variants,
        channel,
        wanted: wantedLocales(claimed, known),
        look,
        person: known.contact ?? nobody,
        data: claimed.data,
        slots,
        isPromotional: claimed.purpose !== 'transactional',
        unsubscribeUrl: urls.unsubscribe,
        preferencesUrl: urls.preferences,
        trackAs: known.policy.trackClicks && isCounted ? urls.click : null,
        pixel: known.policy.trackOpens && isCounted ? urls.open : null,
        shortLinks: !isCounted
          ? null
          : {
              as: urls.short,
              isTracked: known.policy.trackClicks,
              own: { u: urls.unsubscribe, p: urls.preferences },
            },
      })
    : undefined
  if (rendered?.kept) await keepForm(deps.db, workspaceId, rendered.kept)
  return { ...known, look, urls, rendered }
}

async function slotsOf(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  { messageId, data, sourceKind }: Claimed,
  { contact }: MessageContext,
  wanted: WantedSlots,
): Promise<Slots | undefined> {
  const customerId = contact?.customerId
  if (sourceKind === 'test' || customerId === undefined)
    return await trySlots(deps.slots, tx, workspaceId, wanted, { customerId, data })
  return (await readSlots(deps.slots, tx, workspaceId, wanted, [{ messageId, customerId, data }])).get(messageId)
}

const nobody: Person = { name: null, email: null, phone: null, traits: {} }

/** A test's own, what the person chose, what their traits say, the shop's. */
export function wantedLocales(
  claimed: Pick<Claimed, 'locale'>,
  known: { contact: Contact | undefined; wishes: { locale: string | null } | undefined; shop: Shop },
): (string | null | undefined)[] {
  const trait = known.contact?.traits.language ?? known.contact?.traits.locale
  return [claimed.locale, known.wishes?.locale, typeof trait === 'string' ? trait : null, known.shop.locale]
}

export function linksOf(deps: Pick<MessagingDeps, 'secret' | 'publicUrl'>, workspaceId: string, messageId: string) {
  const base = deps.publicUrl()
  const sign = (kind: 'unsubscribe' | 'preferences' | 'click' | 'open') =>
    signLink(deps.secret, kind, workspaceId, messageId)
  return {
    unsubscribe: `${base}/m/u/${sign('unsubscribe')}`,
    preferences: `${base}/m/p/${sign('preferences')}`,
    click: `${base}/m/c/${sign('click')}`,
    open: `${base}/m/o/${sign('open')}`,
    short: `${base}/l/${shortCode(deps.secret, workspaceId, messageId)}`,
  }
}
