import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { customerFamilies } from '#modules/customers'
import { type Clock, dayIn } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { type LoyaltyDeps, openDesk } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { openFor } from '../loyalty-actions.ts'
import { openRewards } from '../rules/open-rewards.ts'
import { giveAtDesk } from './rewards.ts'

type Standing = {
  balance: number
  tier: string | null
  next: { name: string; missing: number } | null
  expiring: { points: number; on: string } | null
}
type Row = {
  personId: string
  programmeId: string
  available: number
  tier: string | null
  soonest: Date | null
  expiring: number | null
}

/**
 * Where many customers stand in the oldest active programme that they belong to, in their order; undefined for who is no member. As it is
 * now: nothing is posted.
 */
export async function readStandings(
  { clock }: { clock: Clock },
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
): Promise<(Standing | undefined)[]> {
  const families = await customerFamilies(tx, workspaceId, customerIds)
  const personOf = new Map(families.map(({ id, personId }) => [id, personId]))
  const now = clock.now()
  const { rows } =
    await sql<Row>`select distinct on (f.person) f.person as "personId", m.programme_id as "programmeId", m.tier,
      l.active - a.deficit as available, l.soonest, (select sum(x.remaining)::bigint from loyalty_lots x
        where x.workspace_id = m.workspace_id and x.account_id = m.account_id and x.remaining > 0 and x.activated
          and x.expires_at = l.soonest) as expiring
    from unnest(${families.map(({ id }) => id)}::uuid[], ${families.map(({ personId }) => personId)}::uuid[]) as f (id, person)
    join loyalty_members m on m.workspace_id = ${workspaceId} and m.customer_id = f.id and m.merged_into is null
    join loyalty_programmes p on p.workspace_id = m.workspace_id and p.programme_id = m.programme_id and p.status = 'active'
    join loyalty_accounts a on a.workspace_id = m.workspace_id and a.account_id = m.account_id
    cross join lateral (select
        coalesce(sum(o.remaining) filter (where o.expires_at is null or o.expires_at > ${now.toString()}), 0)::bigint as active,
        min(o.expires_at) filter (where o.expires_at > ${now.toString()}) as soonest
      from loyalty_lots o where o.workspace_id = m.workspace_id and o.account_id = m.account_id and o.remaining > 0 and o.activated) l
    order by f.person, p.created_at, m.joined_at`.execute(tx)
  const desks = new Map<string, { rules: LoyaltyRules; zone: string }>()
  for (const programmeId of new Set(rows.map((row) => row.programmeId)))
    desks.set(programmeId, await openDesk(tx, clock, { workspaceId, programmeId, actor: { kind: 'system' } }))
  const standings = new Map(
    rows.map(({ personId, programmeId, available, tier, soonest, expiring }) => {
      const desk = desks.get(programmeId)
      const on = soonest && dayIn(Temporal.Instant.fromEpochMilliseconds(soonest.getTime()), desk?.zone ?? 'UTC')
      const standing: Standing = {
        balance: available,
        tier,
        next: desk ? nearest(desk.rules, { available, tier }, now) : null,
        expiring: on && expiring ? { points: expiring, on } : null,
      }
      return [personId, standing]
    }),
  )
  return customerIds.map((id) => standings.get(personOf.get(id) ?? ''))
}

function nearest(
  rules: LoyaltyRules,
  { available, tier }: { available: number; tier: string | null },
  now: Temporal.Instant,
): Standing['next'] {
  const open = openRewards(rules).filter(
    ({ cost, from, until, tiers, stock }) =>
      cost > available &&
      stock !== 0 &&
      (from === undefined || Temporal.Instant.compare(Temporal.Instant.from(from), now) <= 0) &&
      (until === undefined || Temporal.Instant.compare(Temporal.Instant.from(until), now) > 0) &&
      (!tiers || (tier !== null && tiers.includes(tier))),
  )
  const [first] = open.toSorted((a, b) => a.cost - b.cost)
  return first ? { name: first.name ?? first.id, missing: first.cost - available } : null
}

/** A reward as a present in the caller's transaction, once for its key; undefined for who is no member, and where none is to be had. */
export async function giveVoucher(
  deps: Pick<LoyaltyDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  { customerId, rewardId, key }: { customerId: string; rewardId: string; key: string },
): Promise<{ code: string; name: string; expiresOn: string | null } | undefined> {
  await sql`savepoint voucher`.execute(tx)
  try {
    const { desk, memberId } = await openFor(tx, deps, { workspaceId, customerId, key }, undefined)
    const given = await once(desk, key, { gift: rewardId }, () => giveAtDesk(desk, { memberId, rewardId }))
    await sql`release savepoint voucher`.execute(tx)
    const reward = desk.rules.rewards.find(({ id }) => id === rewardId)
    const expiresOn = given.expiresAt === null ? null : dayIn(Temporal.Instant.from(given.expiresAt), desk.zone)
    return { code: given.code, name: reward?.name ?? rewardId, expiresOn }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    await sql`rollback to savepoint voucher`.execute(tx)
    return undefined
  }
}
