import { sql } from 'kysely'
import type { InvitationKind } from '#contract/loyalty-club-words'
import { recordAudit } from '#modules/audit'
import { appendCustomerEvents } from '#modules/customers'
import { audienceSql, segmentStates } from '#modules/segments'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { CardDeps } from '../cards/card-deps.ts'
import { atDesk, type Desk, type Place } from '../ledger/desk.ts'
import { holdAtOnce } from './hold-at-once.ts'
import { columns, type Invitation, newInvitationCode } from './invitations.repo.ts'

type Invite = {
  kind: InvitationKind
  /** the level or the reward */
  target?: string | undefined
  /** nobody: a link for whoever has it, `most` times */
  customerIds?: string[] | undefined
  segmentId?: string | undefined
  most?: number | undefined
  until?: Temporal.Instant | undefined
  note?: string | undefined
}

type Invited = {
  /** null where people were invited by name */
  link: { invitationId: string; code: string; url: string } | null
  invited: number
  /** had this invitation already */
  known: number
  /** of those invited, members who hold it at once */
  holding: number
}

const mostAtOnce = 5000

/**
 * Invites to a programme, a level or a reward: by a link, or people by name. Who is a member holds a level or a reward at once; for the
 * others, and for a programme, the timeline says `Loyalty Invited` with the link, so that a journey can send it. The same people again
 * are invited once. Throws tier_unknown, reward_not_found, not_by_invitation, segment_not_found, customer_not_found, too_many_invited.
 */
export async function invite(deps: CardDeps, place: Place, asked: Invite): Promise<Invited> {
  const { done, people } = await atDesk(deps, place, async (desk) => {
    checkTarget(desk, asked)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_invitation.made',
      target: { kind: 'loyalty_programme', id: desk.programmeId },
      detail: { to: asked.kind, target: asked.target ?? null, segment: asked.segmentId ?? null },
    })
    const found = await whom(desk, asked)
    const made = found ? await inviteAll(deps, desk, asked, found) : await makeLink(deps, desk, asked)
    return { done: made, people: found ?? [] }
  })
  deps.onWritten(place.workspaceId)
  const { kind, target = '' } = asked
  if (kind === 'programme') return done
  return { ...done, holding: await holdAtOnce(deps, place, { kind, target }, people) }
}

function checkTarget({ rules }: Desk, { kind, target }: Invite): void {
  const level = rules.tiers?.levels.find(({ id }) => id === target)
  const reward = rules.rewards.find(({ id }) => id === target)
  if (kind === 'tier' && !level) throw new DomainError('invalid', 'tier_unknown', 'This programme has no such tier.')
  if (kind === 'reward' && !reward)
    throw new DomainError('not_found', 'reward_not_found', 'This programme has no such reward.')
  const byInvitation = { programme: rules, tier: level, reward }[kind]?.byInvitation
  if (!byInvitation) throw new DomainError('conflict', 'not_by_invitation', 'This is open to everybody already.')
}

async function whom(desk: Desk, { customerIds, segmentId }: Invite): Promise<string[] | undefined> {
  const { tx, workspaceId } = desk
  if (segmentId === undefined && customerIds === undefined) return undefined
  if (segmentId !== undefined && (await segmentStates(tx, workspaceId, [segmentId])).length === 0)
    throw new DomainError('not_found', 'segment_not_found', 'There is no such segment.')
  const which =
    segmentId === undefined
      ? sql`c.customer_id = any(${customerIds ?? []}::uuid[])`
      : sql`c.customer_id in (${audienceSql(workspaceId, { anyOf: [segmentId], noneOf: [] })})`
  const { rows } = await sql<{
    id: string
  }>`select distinct coalesce(c.merged_into, c.customer_id) as id from customers c
    where c.workspace_id = ${workspaceId} and c.erased_at is null and ${which} limit ${mostAtOnce + 1}`.execute(tx)
  if (segmentId === undefined && rows.length === 0)
    throw new DomainError('not_found', 'customer_not_found', 'There is no such customer.')
  if (rows.length > mostAtOnce)
    throw new DomainError('invalid', 'too_many_invited', 'So many people cannot be invited at once.', {
      most: mostAtOnce,
    })
  return rows.map(({ id }) => id)
}

type New = { id: string; code: string; customerId: string | null }

async function insert(desk: Desk, asked: Invite, rows: New[], most: number | null): Promise<Invitation[]> {
  const added = await sql<Invitation>`
    with added as (insert into loyalty_invitations as i
        (workspace_id, invitation_id, programme_id, kind, target, code, customer_id, most, until, note, created_at)
      select ${desk.workspaceId}, x.id, ${desk.programmeId}, ${asked.kind}, ${asked.target ?? ''}, x.code, x."customerId", ${most},
        ${asked.until?.toString() ?? null}, ${asked.note ?? null}, ${desk.now.toString()}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, code text, "customerId" uuid)
      on conflict do nothing returning i.*)
    select ${columns} from added i`.execute(desk.tx)
  return added.rows
}

const urlOf = (deps: CardDeps, { programmeId }: Desk, code: string): string =>
  new URL(`/j/${programmeId}?invite=${code}`, deps.publicUrl()).href

async function makeLink(deps: CardDeps, desk: Desk, asked: Invite): Promise<Invited> {
  const given = [{ id: newId(), code: newInvitationCode(), customerId: null }]
  const [made] = await insert(desk, asked, given, asked.most ?? null)
  if (!made) throw new Error('an invitation was not kept')
  const { invitationId, code } = made
  return { link: { invitationId, code, url: urlOf(deps, desk, code) }, invited: 0, known: 0, holding: 0 }
}

async function inviteAll(deps: CardDeps, desk: Desk, asked: Invite, people: string[]): Promise<Invited> {
  const rows = people.map((customerId) => ({ id: newId(), code: newInvitationCode(), customerId }))
  const made = await insert(desk, asked, rows, 1)
  const told = made.map(({ invitationId, customerId, code }) => ({
    customerId: customerId ?? '',
    event: 'Loyalty Invited',
    properties: {
      programme_id: desk.programmeId,
      to: asked.kind,
      ...(asked.target === undefined ? {} : { target: asked.target }),
      url: urlOf(deps, desk, code),
      code,
    },
    messageId: `loyalty:invited:${invitationId}`,
  }))
  await appendCustomerEvents(desk.tx, deps.clock, desk.workspaceId, { kind: 'system' }, told)
  return { link: null, invited: made.length, known: people.length - made.length, holding: 0 }
}
