import { sql } from 'kysely'
import type { Facts, OwnedEvent, Workspace } from '#modules/events'
import type { Tx } from '#platform/postgres'
import { findProfiles, type ProfileRow, saveProfiles } from '../customers.repo.ts'
import { homeCountry } from '../identity/read-identities.ts'
import { recountMeasures, saveMeasures } from '../orders/measures.repo.ts'
import { findOrdersOf, findRefundsOf } from '../orders/orders.repo.ts'
import { isPurchase, orderFacts, refundFact } from '../orders/sale-facts.ts'
import { tagsOf } from '../profile/merge-traits.ts'
import { finishProfile, traitValues } from '../profile/project-profiles.ts'
import type { Kept, MergeRow } from './merges.repo.ts'

/** Puts two people back to what they were when they were joined; what arrived since has still to be told again. */
export async function restoreCustomers(
  tx: Tx,
  workspace: Workspace,
  merge: MergeRow,
  kept: Kept,
  since: Pick<OwnedEvent, 'messageKey'>[],
  facts: Facts,
): Promise<void> {
  await restoreIdentities(tx, workspace.workspaceId, merge, kept)
  await restoreProfiles(tx, workspace, merge, kept, facts)
  await restoreSales(tx, workspace, merge, kept, since, facts)
}

async function restoreIdentities(tx: Tx, workspaceId: string, merge: MergeRow, kept: Kept): Promise<void> {
  const mine = kept.identities.from
  const theirs = [...mine, ...kept.identities.into]
  await sql`delete from customer_identities i where i.workspace_id = ${workspaceId} and i.customer_id = ${merge.intoId}
    and not exists (select from unnest(${theirs.map(([kind]) => kind)}::text[], ${theirs.map(([, value]) => value)}::text[]) as k (kind, value)
      where k.kind = i.kind and k.value = i.value)`.execute(tx)
  await sql`update customer_identities i set customer_id = ${merge.fromId}
    from unnest(${mine.map(([kind]) => kind)}::text[], ${mine.map(([, value]) => value)}::text[]) as k (kind, value)
    where i.workspace_id = ${workspaceId} and i.customer_id = ${merge.intoId} and i.kind = k.kind and i.value = k.value`.execute(
    tx,
  )
  await sql`update customers set merged_into = null where workspace_id = ${workspaceId} and customer_id = ${merge.fromId}`.execute(
    tx,
  )
  await sql`update customers set merged_into = ${merge.fromId} where workspace_id = ${workspaceId}
    and merged_into = ${merge.intoId} and customer_id = any(${kept.joined.from}::uuid[])`.execute(tx)
}

async function restoreProfiles(tx: Tx, workspace: Workspace, merge: MergeRow, kept: Kept, facts: Facts): Promise<void> {
  const { workspaceId } = workspace
  const profiles = await findProfiles(tx, workspaceId, [merge.fromId, merge.intoId])
  const from = profiles.get(merge.fromId)
  const into = profiles.get(merge.intoId)
  if (!from || !into) throw new Error('A customer who is being separated is not there')
  const { traits, traitTimes, externalId, firstSeenAt, lastSeenAt } = kept.into
  const restored: ProfileRow = { ...into, traits, traitTimes, externalId, tags: tagsOf(traits) }
  facts.traits.push(...traitFacts(into, -1), ...traitFacts(restored, 1), ...traitFacts(from, 1))
  await saveProfiles(tx, workspaceId, [finishProfile(restored, homeCountry(workspace.locale))])
  await sql`update customers set first_seen_at = ${firstSeenAt}, last_seen_at = ${lastSeenAt}
    where workspace_id = ${workspaceId} and customer_id = ${merge.intoId}`.execute(tx)
}

function traitFacts(profile: ProfileRow, present: 1 | -1): Facts['traits'] {
  return [...traitValues(profile)].map(([key, trait]) => ({
    trait,
    value: key.slice(trait.length + 1),
    customer: profile.number,
    present,
  }))
}

/** Refunds that arrived since are taken out: told again, they find whose they are. */
async function restoreSales(
  tx: Tx,
  workspace: Workspace,
  merge: MergeRow,
  kept: Kept,
  since: Pick<OwnedEvent, 'messageKey'>[],
  facts: Facts,
): Promise<void> {
  const { workspaceId } = workspace
  const numbers = await findProfiles(tx, workspaceId, [merge.fromId, merge.intoId])
  const from = numbers.get(merge.fromId)?.number ?? 0
  const into = numbers.get(merge.intoId)?.number ?? 0
  const mine = new Set(kept.orders)
  for (const order of await findOrdersOf(tx, workspaceId, [merge.intoId])) {
    if (!mine.has(order.orderId)) continue
    facts.sales.push(...orderFacts(order, into, -1), ...orderFacts(order, from, 1))
    if (!isPurchase(order)) continue
    facts.repair.customers.push(into)
    facts.repair.days.push(order.orderedOn)
  }
  const myRefunds = new Set(kept.refunds)
  const later = new Set(since.map((event) => event.messageKey))
  for (const refund of await findRefundsOf(tx, workspaceId, [merge.intoId])) {
    const isLater = later.has(refund.refundId)
    if (isLater || myRefunds.has(refund.refundId)) facts.sales.push(refundFact(refund, into, -1))
    if (!isLater && myRefunds.has(refund.refundId)) facts.sales.push(refundFact(refund, from, 1))
  }
  await sql`update orders set customer_id = ${merge.fromId} where workspace_id = ${workspaceId}
    and customer_id = ${merge.intoId} and order_id = any(${kept.orders}::text[])`.execute(tx)
  await sql`update refunds set customer_id = ${merge.fromId} where workspace_id = ${workspaceId}
    and customer_id = ${merge.intoId} and refund_id = any(${kept.refunds}::uuid[])`.execute(tx)
  await sql`delete from refunds where workspace_id = ${workspaceId} and customer_id = ${merge.intoId}
    and refund_id = any(${[...later]}::uuid[])`.execute(tx)
  const recounted = await recountMeasures(tx, workspaceId, [merge.fromId, merge.intoId], workspace.currency)
  await saveMeasures(tx, workspaceId, recounted)
}
