import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { type Finding, lookBack, mine } from './finding.ts'

/** A family shares a phone; a whole class does not. */
const mostOnOne = 2

/** Browsers from which three members and more opened their cards, the last of them lately. */
export async function findSameDevice(desk: Desk): Promise<Finding[]> {
  const { rows } = await sql<{ device: string; memberIds: string[]; at: Date }>`
    select encode(c.device_hash, 'hex') as device, array_agg(distinct c.member_id::text) as "memberIds", max(c.created_at) as at
    from loyalty_cards c where ${mine(desk, 'c')} and c.device_hash is not null and c.revoked_at is null
    group by c.device_hash having count(distinct c.member_id) > ${mostOnOne} and max(c.created_at) >= ${lookBack(desk)}`.execute(
    desk.tx,
  )
  return rows.map(({ device, memberIds, at }) => ({
    finding: `same_device:${device.slice(0, 32)}`,
    kind: 'same_device',
    at,
    memberIds,
    personId: null,
    count: memberIds.length,
    of: 1,
    usual: mostOnOne,
  }))
}
