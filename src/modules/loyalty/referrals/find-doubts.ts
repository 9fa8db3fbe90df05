import { sql } from 'kysely'
import type { ReferralDoubt } from '#contract/loyalty-oversight-words'
import { whoNow } from '#modules/customers'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { type Known, sameThings } from './same-things.ts'

const week = 7 * 24

/** What speaks for one person behind both names, or for somebody who brings too many; empty for a referral like any other. */
export async function findDoubts(
  desk: Desk,
  { at }: { at: Date },
  referee: Pick<Member, 'memberId'>,
  referrer: Pick<Member, 'memberId'>,
): Promise<ReferralDoubt[]> {
  const [a, b] = [await readKnown(desk, referee.memberId), await readKnown(desk, referrer.memberId)]
  const brought = await countBrought(desk, referrer.memberId, at)
  return [
    ...sameThings(a, b),
    ...(brought > (desk.rules.referral?.perWeek ?? 0) ? (['too_many'] as const) : []),
    ...(b.isBlocked ? (['blocked'] as const) : []),
  ]
}

/** Everything by which a member could be known again, of everybody who has become them. */
async function readKnown(desk: Desk, memberId: string): Promise<Known & { isBlocked: boolean }> {
  const some = (column: string) => sql`coalesce(array_agg(distinct ${sql.ref(column)}) filter
    (where ${sql.ref(column)} is not null), '{}')`
  const { rows } = await sql<Known & { isBlocked: boolean }>`
    with who as (select m.member_id, m.customer_id, m.blocked_at from loyalty_members m
      where m.workspace_id = ${desk.workspaceId} and (m.member_id = ${memberId} or m.merged_into = ${memberId})),
    known as (select c.email, c.phone, c.traits -> 'address' as address from who
      join customers o on o.workspace_id = ${desk.workspaceId} and o.customer_id = who.customer_id
      join customers c on c.workspace_id = o.workspace_id and c.customer_id = ${whoNow('o')}),
    cards as (select encode(k.device_hash, 'hex') as device, k.contact from who
      join loyalty_cards k on k.workspace_id = ${desk.workspaceId} and k.member_id = who.member_id),
    marks as (select encode(p.mark, 'hex') as mark from who
      join loyalty_payment_marks p on p.workspace_id = ${desk.workspaceId} and p.member_id = who.member_id)
    select (select bool_or(blocked_at is not null) from who) as "isBlocked",
      (select ${some('device')} from cards) as devices, (select ${some('mark')} from marks) as marks,
      (select ${some('email')} from known) || (select coalesce(array_agg(distinct contact) filter (where contact like '%@%'), '{}')
        from cards) as emails,
      (select ${some('phone')} from known) || (select coalesce(array_agg(distinct contact) filter (where contact not like '%@%'), '{}')
        from cards) as phones,
      (select coalesce(jsonb_agg(distinct address) filter (where address is not null), '[]') from known) as addresses`.execute(
    desk.tx,
  )
  return rows[0] ?? { isBlocked: false, devices: [], marks: [], emails: [], phones: [], addresses: [] }
}

async function countBrought(desk: Desk, referrerId: string, at: Date): Promise<number> {
  const since = Temporal.Instant.fromEpochMilliseconds(at.getTime()).subtract({ hours: week }).toString()
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from loyalty_referrals
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and referrer_id = ${referrerId}
      and at > ${since} and at <= ${at.toISOString()}`.execute(desk.tx)
  return rows[0]?.count ?? 0
}
