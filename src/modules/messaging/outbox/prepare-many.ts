import { channelsOf } from '#contract/message-channels'
import { readManyPreferences } from '#modules/care'
import { type Contact, customerFamilies, readContacts } from '#modules/customers'
import { isDomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import type { OutboxDeps } from '../messaging-deps.ts'
import { channelsFor } from '../policy/pick-channel.ts'
import { readPolicy } from '../policy/policy.repo.ts'
import { type Rendered, renderEmails } from '../rendering/render-message.ts'
import { listReportSources } from '../reports/sources.repo.ts'
import { hasSlots, readSlots } from '../slots/read-slots.ts'
import type { Slots } from '../slots/slots.ts'
import { type WantedSlots, wantedSlots } from '../slots/wanted-slots.ts'
import { getTemplate } from '../templates.repo.ts'
import { keepForm } from './keep-form.ts'
import type { Claimed } from './outbox.repo.ts'
import { linksOf, type Prepared, readLook, readShop, wantedLocales } from './prepare-message.ts'

export type Ready = { claimed: Claimed; prepared: Prepared & { contact: Contact } }

/**
 * What many messages rest on, read in a few statements, and their words. Those that can only be handled one by one are left out: by
 * another channel than mail, a second one to the same person, with a voucher, or broken.
 */
export async function prepareMany(deps: OutboxDeps, workspaceId: string, claimed: Claimed[]): Promise<Ready[]> {
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const plain = claimed.filter(
      ({ sourceKind, customerId }) => sourceKind !== 'test' && sourceKind !== 'inbox' && customerId !== null,
    )
    const contacts = await readContacts(
      tx,
      workspaceId,
      plain.flatMap(({ customerId }) => customerId ?? []),
    )
    const families = await customerFamilies(tx, workspaceId, [...contacts.keys()])
    return {
      plain,
      contacts,
      wishes: await readManyPreferences(tx, workspaceId, families),
      templates: await readTemplates(tx, workspaceId, plain),
      policy: await readPolicy(tx, workspaceId),
      shop: await readShop(tx, workspaceId),
      stored: await readChannels(tx, workspaceId, deps.secret),
      sources: await listReportSources(tx, workspaceId),
    }
  })
  const { contacts, wishes, templates, ...shared } = known
  const look = await readLook(deps, workspaceId)
  const wanted = new Map([...templates].map(([id, { variants }]) => [id, wantedSlots(variants)]))
  const met = new Set<string>()
  const chosen = known.plain.flatMap((one) => {
    const contact = contacts.get(one.customerId ?? '')
    const template = templates.get(one.templateId)
    if (!contact || !template || met.has(contact.customerId)) return []
    const offered = { wanted: one.wantedChannel, words: channelsOf(template.variants) }
    const channels = channelsFor(shared.policy, shared.stored, offered)
    if (channels.length !== 1 || channels[0] !== 'email') return []
    // A voucher is given out to who may have the message now, which is judged one by one.
    if ((wanted.get(one.templateId)?.vouchers.length ?? 0) > 0) return []
    met.add(contact.customerId)
    return [{ claimed: one, contact, template, wishes: wishes.get(contact.customerId) }]
  })
  const slots = await readManySlots(deps, workspaceId, wanted, chosen)
  const ready = chosen.map(({ claimed: one, ...own }): Ready => {
    const urls = linksOf(deps, workspaceId, one.messageId)
    return { claimed: one, prepared: { ...shared, ...own, look, urls, channel: 'email', rendered: undefined } }
  })
  // Nobody to write to: it is held back, and its words are not needed.
  const reached = ready.filter(({ prepared }) => prepared.contact.email !== null)
  const written = await writeEmails(reached, slots)
  for (const { kept } of written.values()) if (kept) await keepForm(deps.db, workspaceId, kept)
  return ready.flatMap((one) => {
    const rendered = written.get(one.claimed.messageId)
    if (rendered) return [{ ...one, prepared: { ...one.prepared, rendered } }]
    // Who has trouble with their template is told so one by one.
    return one.prepared.contact.email === null ? [one] : []
  })
}

type Chosen = Pick<Prepared, 'template'> & { claimed: Claimed; contact: Contact }

/** What the blocks of these messages are filled in with, by message. */
async function readManySlots(
  deps: OutboxDeps,
  workspaceId: string,
  wanted: Map<string, WantedSlots>,
  chosen: Chosen[],
): Promise<Map<string, Slots>> {
  const byTemplate = Map.groupBy(chosen, ({ template }) => template.templateId)
  const groups = [...byTemplate].flatMap(([templateId, those]) => {
    const asked = wanted.get(templateId)
    return asked && hasSlots(asked) ? [{ asked, those }] : []
  })
  if (groups.length === 0) return new Map()
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const found = new Map<string, Slots>()
    for (const { asked, those } of groups) {
      const people = those.map(({ claimed: { messageId, data }, contact: { customerId } }) => {
        return { messageId, customerId, data }
      })
      for (const [id, slots] of await readSlots(deps.slots, tx, workspaceId, asked, people)) found.set(id, slots)
    }
    return found
  })
}

/** By message; those that cannot be written are missing. */
async function writeEmails(ready: Ready[], slots: Map<string, Slots>): Promise<Map<string, Rendered>> {
  const asked = ready.map(({ claimed, prepared }) => ({
    variants: prepared.template.variants,
    channel: 'email' as const,
    wanted: wantedLocales(claimed, prepared),
    look: prepared.look,
    person: prepared.contact,
    data: claimed.data,
    slots: slots.get(claimed.messageId),
    isPromotional: claimed.purpose !== 'transactional',
    unsubscribeUrl: prepared.urls.unsubscribe,
    preferencesUrl: prepared.urls.preferences,
    trackAs: prepared.policy.trackClicks ? prepared.urls.click : null,
    pixel: prepared.policy.trackOpens ? prepared.urls.open : null,
  }))
  const written = await renderEmails(asked).catch((error: unknown) => {
    if (!isDomainError(error)) throw error
    return []
  })
  return new Map(
    ready.flatMap(({ claimed }, i) => {
      const one = written[i]
      return one && !isDomainError(one) ? [[claimed.messageId, one]] : []
    }),
  )
}

async function readTemplates(tx: Tx, workspaceId: string, claimed: Claimed[]) {
  const templates = new Map<string, Prepared['template']>()
  for (const id of new Set(claimed.map(({ templateId }) => templateId))) {
    const template = await getTemplate(tx, workspaceId, id).catch(() => undefined)
    if (template) templates.set(id, template)
  }
  return templates
}
