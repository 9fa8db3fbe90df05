import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { Identity } from './identity/read-identities.ts'
import type { Traits, TraitTimes } from './profile/merge-traits.ts'
import { whoNow } from './who-now.ts'

export type CustomerRow = { customerId: string; number: number; externalId: string | null; isAnonymous: boolean }
export type ProfileRow = {
  customerId: string
  number: number
  traits: Traits
  traitTimes: TraitTimes
  tags: string[]
  email: string | null
  phone: string | null
  externalId: string | null
}

export async function findOwners(
  tx: Tx,
  workspaceId: string,
  identities: Identity[],
): Promise<(Identity & { customerId: string; named: boolean; number: number })[]> {
  const found = await sql<Identity & { customerId: string; named: boolean; number: number }>`
    select i.kind, i.value, i.customer_id as "customerId", c.external_id is not null as named, c.number
    from unnest(${identities.map((i) => i.kind)}::text[], ${identities.map((i) => i.value)}::text[]) as k (kind, value)
    join customer_identities i on i.workspace_id = ${workspaceId} and i.kind = k.kind and i.value = k.value
    join customers c on c.workspace_id = ${workspaceId} and c.customer_id = i.customer_id`.execute(tx)
  return found.rows
}

export type Target = { customerId: string; named: boolean; number: number }

/** Who these ids lead to now; one that the workspace does not have (any more) is missing. */
export async function findTargets(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Map<string, Target>> {
  if (customerIds.length === 0) return new Map()
  const found = await sql<Target & { given: string }>`select g.customer_id as given, c.customer_id as "customerId",
      c.external_id is not null as named, c.number
    from customers g join customers c on c.workspace_id = ${workspaceId} and c.customer_id = ${whoNow('g')}
    where g.workspace_id = ${workspaceId} and g.customer_id = any(${customerIds}::uuid[]) and g.erased_at is null`.execute(
    tx,
  )
  return new Map(found.rows.map(({ given, ...target }) => [given, target]))
}

/** Takes `count` numbers that no customer of the workspace has; returns the first. */
export async function takeNumbers(tx: Tx, workspaceId: string, count: number): Promise<number> {
  const taken = await sql<{
    first: number
  }>`update workspaces set next_customer_number = next_customer_number + ${count}
    where workspace_id = ${workspaceId} returning next_customer_number - ${count} as first`.execute(tx)
  return taken.rows[0]?.first ?? 1
}

export type NewCustomer = {
  customerId: string
  number: number
  firstSeenAt: string
  lastSeenAt: string
  importId: string | null
}
export type FinishedProfile = ProfileRow & { name: string | null; searchText: string; anonymous: boolean }

/** People seen for the first time, with all that is known of them; one row version instead of two. */
export async function insertCustomers(
  tx: Tx,
  workspaceId: string,
  customers: (NewCustomer & FinishedProfile)[],
): Promise<void> {
  if (customers.length === 0) return
  await sql`insert into customers (workspace_id, customer_id, number, first_seen_at, last_seen_at, created_by_import, name, email,
      phone, external_id, traits, trait_times, tags, search_text, is_anonymous)
    select ${workspaceId}, p."customerId", p.number, p."firstSeenAt", p."lastSeenAt", p."importId", p.name, p.email, p.phone,
      p."externalId", p.traits, p."traitTimes", array(select jsonb_array_elements_text(p.tags)), p."searchText", p.anonymous
    from jsonb_to_recordset(${JSON.stringify(customers)}::jsonb) as p ("customerId" uuid, number int, "firstSeenAt" timestamptz,
      "lastSeenAt" timestamptz, "importId" uuid, name text, email text, phone text, "externalId" text, traits jsonb,
      "traitTimes" jsonb, tags jsonb, "searchText" text, anonymous bool)`.execute(tx)
}

export async function insertIdentities(
  tx: Tx,
  workspaceId: string,
  rows: { identity: Identity; customerId: string }[],
): Promise<void> {
  await sql`insert into customer_identities (workspace_id, kind, value, customer_id)
    select ${workspaceId}, k.kind, k.value, k.customer_id
    from unnest(${rows.map((r) => r.identity.kind)}::text[], ${rows.map((r) => r.identity.value)}::text[],
      ${rows.map((r) => r.customerId)}::uuid[]) as k (kind, value, customer_id)
    on conflict (workspace_id, kind, value) do update set customer_id = excluded.customer_id`.execute(tx)
}

/** Moves first and last seen outwards; never inwards, so the order of arrival does not matter. */
export async function touchCustomers(
  tx: Tx,
  workspaceId: string,
  seen: { id: string; first: string; last: string }[],
): Promise<void> {
  if (seen.length === 0) return
  await sql`update customers c set first_seen_at = least(c.first_seen_at, s.first), last_seen_at = greatest(c.last_seen_at, s.last)
    from json_to_recordset(${JSON.stringify(seen)}::json) as s (id uuid, first timestamptz, last timestamptz)
    where c.workspace_id = ${workspaceId} and c.customer_id = s.id and (c.first_seen_at > s.first or c.last_seen_at < s.last)`.execute(
    tx,
  )
}

export async function findNumbers(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Map<string, number>> {
  const found = await sql<{ id: string; number: number }>`select customer_id as id, number from customers
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.id, row.number]))
}

export async function findProfiles(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
): Promise<Map<string, ProfileRow>> {
  const found =
    await sql<ProfileRow>`select customer_id as "customerId", number, traits, trait_times as "traitTimes", tags,
      email, phone, external_id as "externalId"
    from customers where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.customerId, row]))
}

export async function saveProfiles(tx: Tx, workspaceId: string, profiles: FinishedProfile[]): Promise<void> {
  if (profiles.length === 0) return
  await sql`update customers c set name = p.name, email = p.email, phone = p.phone, external_id = p."externalId", traits = p.traits,
      trait_times = p."traitTimes", tags = array(select jsonb_array_elements_text(p.tags)), search_text = p."searchText",
      is_anonymous = p.anonymous
    from jsonb_to_recordset(${JSON.stringify(profiles)}::jsonb) as p ("customerId" uuid, name text, email text, phone text,
      "externalId" text, traits jsonb, "traitTimes" jsonb, tags jsonb, "searchText" text, anonymous bool)
    where c.workspace_id = ${workspaceId} and c.customer_id = p."customerId"`.execute(tx)
}

export async function moveIdentities(
  tx: Tx,
  workspaceId: string,
  merges: { from: string; into: string }[],
): Promise<void> {
  const from = merges.map((m) => m.from)
  const into = merges.map((m) => m.into)
  await sql`update customer_identities i set customer_id = m.target
    from unnest(${from}::uuid[], ${into}::uuid[]) as m (source, target)
    where i.workspace_id = ${workspaceId} and i.customer_id = m.source`.execute(tx)
  await sql`update customers c set merged_into = m.target
    from unnest(${from}::uuid[], ${into}::uuid[]) as m (source, target)
    where c.workspace_id = ${workspaceId} and (c.customer_id = m.source or c.merged_into = m.source)`.execute(tx)
  await sql`update customers t set first_seen_at = least(t.first_seen_at, s.first), last_seen_at = greatest(t.last_seen_at, s.last)
    from (select m.target, min(c.first_seen_at) as first, max(c.last_seen_at) as last
      from unnest(${from}::uuid[], ${into}::uuid[]) as m (source, target)
      join customers c on c.workspace_id = ${workspaceId} and c.customer_id = m.source group by m.target) s
    where t.workspace_id = ${workspaceId} and t.customer_id = s.target`.execute(tx)
}
