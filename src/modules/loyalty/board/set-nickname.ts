import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'

/** As names are compared: in one case and width, without accents, blanks and signs. */
const keyOf = (nickname: string): string =>
  nickname
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/**
 * Puts a member on the board by a name of their own; null takes them off, and what they chose is forgotten. Throws no_leaderboard,
 * nickname_unusable, nickname_taken, nickname_refused.
 */
export async function setNickname(
  deps: LoyaltyDeps,
  place: Place,
  { memberId: asked, nickname }: { memberId: string; nickname: string | null },
): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const { memberId } = await resolveMember(desk, asked)
    if (nickname === null) {
      // What the shop took off stays known, so that the same name does not come back at once.
      await sql`delete from loyalty_board_members where workspace_id = ${desk.workspaceId} and member_id = ${memberId}
        and hidden_at is null`.execute(desk.tx)
      return
    }
    if (!desk.rules.leaderboard)
      throw new DomainError('conflict', 'no_leaderboard', 'This programme has no leaderboard.')
    const name = nickname.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
    const key = keyOf(name)
    if (!isUsable(name, key))
      throw new DomainError('invalid', 'nickname_unusable', 'A nickname has 2 to 24 signs and is no address or number.')
    await enter(desk, memberId, name, key)
  })
}

/** Nobody puts an address or a telephone number on a board by mistake. */
const isUsable = (name: string, key: string): boolean =>
  [...key].length >= 2 && [...name].length <= 24 && !/@|https?:|www\./i.test(name) && !/\d{5}/.test(key)

async function enter(desk: Desk, memberId: string, name: string, key: string): Promise<void> {
  const taken = await sql<{
    memberId: string
    isHidden: boolean
  }>`select member_id as "memberId", hidden_at is not null as "isHidden"
    from loyalty_board_members where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
      and nickname_key = ${key}`.execute(desk.tx)
  const [other] = taken.rows
  if (other?.isHidden) throw new DomainError('conflict', 'nickname_refused', 'The shop took this name off the board.')
  if (other && other.memberId !== memberId) throw nicknameTaken()
  const kept =
    await sql`insert into loyalty_board_members (workspace_id, member_id, programme_id, nickname, nickname_key, entered_at)
      values (${desk.workspaceId}, ${memberId}, ${desk.programmeId}, ${name}, ${key}, ${desk.now.toString()})
      on conflict (workspace_id, member_id) do update set nickname = excluded.nickname, nickname_key = excluded.nickname_key,
        hidden_at = null`
      .execute(desk.tx)
      .catch((error: unknown) => {
        // Two chose it at the same moment.
        if ((error as { code?: string }).code === '23505') throw nicknameTaken()
        throw error
      })
  if (kept.numAffectedRows !== 1n) throw new Error('a nickname was not kept')
}

const nicknameTaken = (): DomainError =>
  new DomainError('conflict', 'nickname_taken', 'Somebody else has this name on the board.')

/** The shop takes a name off the board; its holder may choose another one. */
export async function hideNickname(deps: LoyaltyDeps, place: Place, memberId: string): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const hidden = await sql`update loyalty_board_members set hidden_at = ${desk.now.toString()}
      where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and member_id = ${memberId}
        and hidden_at is null`.execute(desk.tx)
    if (hidden.numAffectedRows === 0n) return
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_nickname.hidden',
      target: { kind: 'loyalty_member', id: memberId },
    })
  })
}

export type OnBoard = { nickname: string; isHidden: boolean }

/** By what name a member is on the board; undefined for who is not. */
export async function findNickname(desk: Desk, memberId: string): Promise<OnBoard | undefined> {
  const { rows } = await sql<OnBoard>`select nickname, hidden_at is not null as "isHidden" from loyalty_board_members
    where workspace_id = ${desk.workspaceId} and member_id = ${memberId}`.execute(desk.tx)
  return rows[0]
}
