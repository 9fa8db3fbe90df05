import { sql } from 'kysely'
import { contactPreferences } from '#modules/care'
import type { Contact } from '#modules/customers'
import { readContact } from '#modules/customers'
import { brandOf } from '#modules/workspaces'
import { inWorkspace, type Tx } from '#platform/postgres'
import { signLink } from '../links/sign-link.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readPolicy } from '../policy/policy.repo.ts'
import type { Look } from '../rendering/compose-mjml.ts'
import { type Person, renderMessage } from '../rendering/render-message.ts'
import { getTemplate } from '../templates.repo.ts'
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

export type Prepared = Awaited<ReturnType<typeof prepareMessage>>

/** Reads what a message needs and renders it, before anything is decided. Throws template_not_found, template_broken. */
export async function prepareMessage(deps: MessagingDeps, workspaceId: string, claimed: Claimed) {
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const contact = claimed.customerId === null ? undefined : await readContact(tx, workspaceId, claimed.customerId)
    return {
      contact,
      wishes: contact ? await contactPreferences(tx, workspaceId, contact.customerId) : undefined,
      template: await getTemplate(tx, workspaceId, claimed.templateId),
      policy: await readPolicy(tx, workspaceId),
      shop: await readShop(tx, workspaceId),
    }
  })
  const look = await readLook(deps, workspaceId)
  const urls = linksOf(deps, workspaceId, claimed.messageId)
  const isTest = claimed.sourceKind === 'test'
  const rendered = await renderMessage({
    variants: known.template.variants,
    wanted: wantedLocales(claimed, known),
    look,
    person: known.contact ?? nobody,
    data: claimed.data,
    isPromotional: claimed.purpose !== 'transactional',
    unsubscribeUrl: urls.unsubscribe,
    preferencesUrl: urls.preferences,
    trackAs: known.policy.trackClicks && !isTest ? urls.click : null,
    pixel: known.policy.trackOpens && !isTest ? urls.open : null,
  })
  return { ...known, look, urls, rendered }
}

const nobody: Person = { name: null, email: null, phone: null, traits: {} }

/** A test's own, what the person chose, what their traits say, the shop's. */
function wantedLocales(
  claimed: Claimed,
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
  }
}
