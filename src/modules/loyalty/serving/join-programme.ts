import { sql } from 'kysely'
import { customerFamily } from '#modules/customers'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { admit, findAdmission } from '../invitations/admit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { checkNamed } from './check-named.ts'
import { knownBirthday } from './learn-birthdays.ts'
import { welcome } from './welcome-member.ts'
import { servingMember } from './with-member.ts'

export type Join = {
  customerId?: string | undefined
  /** the number on a card, or whatever the till calls the member */
  reference?: string | undefined
  birthday?: string | undefined
  /** the code of an invitation */
  invitation?: string | undefined
  /** whoever makes them a member may invite anybody */
  isHost?: boolean | undefined
  tier?: string | undefined
  tierUntil?: Temporal.Instant | undefined
  /** there is something to do before they are given what the programme begins with: then `welcomeMember` does it */
  welcomesLater?: boolean
}

/** So long whoever makes somebody a member has to welcome them; then a worker does. */
const welcomeMinutes = 1

/** Makes somebody a member, with what the programme begins with; the same customer or reference again is the member they are. Throws customer_not_found, invitation_needed. */
export async function joinProgramme(
  deps: LoyaltyDeps,
  place: Place,
  join: Join,
): Promise<{ memberId: string; isNew: boolean }> {
  return await atDesk(deps, place, (desk) => joinAtDesk(desk, join))
}

async function joinAtDesk(desk: Desk, join: Join): Promise<{ memberId: string; isNew: boolean }> {
  const { workspaceId, programmeId, now, rules, tx } = desk
  checkNamed(join)
  if (join.tier !== undefined && !rules.tiers?.levels.some(({ id }) => id === join.tier))
    throw new DomainError('invalid', 'tier_unknown', 'This programme has no such tier.')
  const family = join.customerId ? await customerFamily(tx, workspaceId, join.customerId) : []
  const [customerId = null] = family
  const reference = join.reference ?? null
  const known = await findMember(desk, { customerId, reference })
  if (known) return { memberId: known, isNew: false }
  const invitations = await findAdmission(desk, { family, code: join.invitation, isHost: join.isHost })
  const [memberId, account, stamps, rewards] = [newId(), newId(), newId(), newId()]
  const accounts = [
    { id: account, currency: 'points' },
    { id: stamps, currency: 'stamps' },
    { id: rewards, currency: 'rewards' },
  ]
  for (const { id, currency } of accounts)
    await sql`insert into loyalty_accounts (workspace_id, account_id, programme_id, currency)
      values (${workspaceId}, ${id}, ${programmeId}, ${currency})`.execute(tx)
  const span = { months: rules.tiers?.months ?? 12 }
  const lasts = join.tier === undefined ? null : now.toZonedDateTimeISO(desk.zone).add(span).toInstant()
  const tierUntil = (join.tierUntil ?? lasts)?.toString() ?? null
  const since = join.tier === undefined ? null : now.toString()
  const onProfile = customerId && rules.birthday ? await knownBirthday(tx, workspaceId, customerId, now) : undefined
  const birthday = join.birthday ?? onProfile ?? null
  const birthdaySet = birthday === null ? null : now.toString()
  const added =
    await sql`insert into loyalty_members (workspace_id, member_id, programme_id, customer_id, reference, account_id,
      stamps_account_id, rewards_account_id, joined_at, birthday, birthday_set_at, tier, tier_since, tier_until, cycle_start)
    values (${workspaceId}, ${memberId}, ${programmeId}, ${customerId}, ${reference}, ${account}, ${stamps}, ${rewards},
      ${now.toString()}, ${birthday}, ${birthdaySet}, ${join.tier ?? null}, ${since}, ${tierUntil}, ${now.toString()})
    on conflict do nothing`.execute(tx)
  // Somebody else made the same member at the same moment.
  if (added.numAffectedRows === 0n) {
    const other = await findMember(desk, { customerId, reference })
    await sql`delete from loyalty_accounts where workspace_id = ${workspaceId}
      and account_id = any(${accounts.map(({ id }) => id)}::uuid[])`.execute(tx)
    if (other) return { memberId: other, isNew: false }
    throw new DomainError('conflict', 'member_exists', 'Somebody else is this member already.')
  }
  await post(desk, [], { kind: 'join', memberId, at: now, lines: [] })
  await servingMember(desk, memberId, async (at) => {
    await admit(at, invitations)
    if (!join.welcomesLater) await welcome(at)
  })
  if (join.welcomesLater)
    await sql`insert into loyalty_welcomes (workspace_id, member_id, programme_id, due_at)
      values (${workspaceId}, ${memberId}, ${programmeId}, ${now.add({ minutes: welcomeMinutes }).toString()})`.execute(
      tx,
    )
  return { memberId, isNew: true }
}

async function findMember(
  desk: Desk,
  { customerId, reference }: { customerId: string | null; reference: string | null },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select member_id as id from loyalty_members
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
      and (customer_id = ${customerId}::uuid or reference = ${reference}::text)
    order by joined_at limit 1`.execute(desk.tx)
  return rows[0]?.id
}
