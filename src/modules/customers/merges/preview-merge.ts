import { sql } from 'kysely'
import type { MergedTrait, MergePair, MergePreview, MergeSide } from '#contract/merges'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { getShop } from '../as-of.ts'
import { findProfiles, type ProfileRow } from '../customers.repo.ts'
import { listMerged } from '../get-customer.ts'
import { homeCountry } from '../identity/read-identities.ts'
import { mergeTraits, tagsOf } from '../profile/merge-traits.ts'
import { finishProfile } from '../profile/project-profiles.ts'
import { resolvePair } from './merge-customers.ts'

/** What joining two people would move and what of each would stay; changes nothing. */
export async function previewMerge(
  deps: { db: Db; ch: Clickhouse; clock: Clock },
  workspaceId: string,
  pair: MergePair,
): Promise<MergePreview> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { fromId, intoId } = await resolvePair(tx, workspaceId, pair)
    const shop = await getShop(tx, deps.clock, workspaceId)
    const profiles = await findProfiles(tx, workspaceId, [fromId, intoId])
    const a = profiles.get(fromId)
    const b = profiles.get(intoId)
    if (!a || !b) throw new Error('A customer who was just found is not there')
    const from = await readSide(deps, tx, workspaceId, fromId)
    const into = await readSide(deps, tx, workspaceId, intoId)
    const { traits, joined } = compareTraits(a, b)
    const { name, email, phone, tags } = finishProfile(joined, homeCountry(shop.locale))
    return {
      from,
      into,
      result: {
        name,
        email,
        phone,
        tags,
        orders: from.orders + into.orders,
        revenueMinor: from.revenueMinor + into.revenueMinor,
      },
      traits,
      currency: shop.currency,
      bothHaveAccounts: a.externalId !== null && b.externalId !== null,
    }
  })
}

/** The rule by which the projector will decide, tried out beforehand. */
export function compareTraits(from: ProfileRow, into: ProfileRow): { traits: MergedTrait[]; joined: ProfileRow } {
  const traits = structuredClone(into.traits)
  const times = { ...into.traitTimes }
  for (const [trait, at] of Object.entries(from.traitTimes))
    mergeTraits(traits, times, { [trait]: from.traits[trait] ?? null }, at)
  const all = [...new Set([...Object.keys(from.traits), ...Object.keys(into.traits)])].sort()
  return {
    joined: {
      ...into,
      traits,
      traitTimes: times,
      tags: tagsOf(traits),
      externalId: into.externalId ?? from.externalId,
    },
    traits: all.map((trait) => ({
      trait,
      from: from.traits[trait] ?? null,
      into: into.traits[trait] ?? null,
      stays: staying(from.traits[trait], into.traits[trait], traits[trait]),
    })),
  }
}

function staying(from: unknown, into: unknown, joined: unknown): MergedTrait['stays'] {
  const text = (value: unknown): string => JSON.stringify(value ?? null)
  if (text(from) === text(into)) return 'both'
  return text(joined) === text(from) ? 'from' : 'into'
}

type Stored = Omit<MergeSide, 'firstSeenAt' | 'lastSeenAt' | 'events' | 'identities'> & {
  firstSeenAt: Date
  lastSeenAt: Date
}

async function readSide(deps: { ch: Clickhouse }, tx: Tx, workspaceId: string, customerId: string): Promise<MergeSide> {
  const found =
    await sql<Stored>`select c.customer_id as "customerId", c.name, c.email, c.phone, c.external_id as "externalId",
      c.tags, c.first_seen_at as "firstSeenAt", c.last_seen_at as "lastSeenAt", m.orders, m.visits, m.revenue_minor as "revenueMinor",
      m.first_visit_on as "firstVisitOn", m.last_visit_on as "lastVisitOn", m.recent_visits as "recentVisits",
      (select count(*)::int from refunds r where r.workspace_id = ${workspaceId} and r.customer_id = c.customer_id) as refunds
    from customers c join customer_measures m using (workspace_id, customer_id)
    where c.workspace_id = ${workspaceId} and c.customer_id = ${customerId}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new Error('A customer who was just found is not there')
  const identities = await sql<{ kind: string; value: string }>`select kind, value from customer_identities
    where workspace_id = ${workspaceId} and customer_id = ${customerId} order by kind, value limit 100`.execute(tx)
  const ids = [customerId, ...(await listMerged(tx, workspaceId, customerId))]
  const [events] = await deps.ch
    .forWorkspace(workspaceId)
    .query<{ count: number }>(
      'SELECT count() AS count FROM events WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)}',
      { ids },
      { urgent: true },
    )
  return {
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    identities: identities.rows,
    events: events?.count ?? 0,
  }
}
