import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'

export type ListedCodes = { added: number; known: number; left: number }

/** As they are kept and looked for: in capitals, without blanks and hyphens. */
export const bareCode = (code: string): string => code.toUpperCase().replaceAll(/[\s-]/g, '')

/**
 * Puts codes that were made elsewhere on a reward's list. A code that is listed already, or was given out, is left as it is: the same list
 * again adds nothing. Throws reward_not_found, code_shape.
 */
export async function listCodes(
  deps: LoyaltyDeps,
  place: Place,
  { rewardId, codes }: { rewardId: string; codes: string[] },
): Promise<ListedCodes> {
  const bare = [...new Set(codes.map(bareCode).filter((code) => code !== ''))]
  const odd = bare.find((code) => !/^[\p{L}\p{N}_.]{4,64}$/u.test(code))
  return await atDesk(deps, place, async (desk) => {
    if (!desk.rules.rewards.some(({ id }) => id === rewardId))
      throw new DomainError('not_found', 'reward_not_found', 'This programme has no such reward.')
    if (odd !== undefined) {
      const details = { code: odd.slice(0, 64) }
      throw new DomainError('invalid', 'code_shape', 'A code has 4 to 64 letters and digits.', details)
    }
    const added = await sql`insert into loyalty_listed_codes (workspace_id, programme_id, code, reward_id, listed_at)
      select ${desk.workspaceId}, ${desk.programmeId}, given.code, ${rewardId}, ${desk.now.toString()} from unnest(${bare}::text[]) as given (code)
      where not exists (select from loyalty_vouchers v where v.workspace_id = ${desk.workspaceId}
        and v.programme_id = ${desk.programmeId} and v.code = given.code)
      on conflict do nothing`.execute(desk.tx)
    const count = Number(added.numAffectedRows ?? 0)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_codes.listed',
      target: { kind: 'loyalty_programme', id: desk.programmeId },
      detail: { reward: rewardId, added: count },
    })
    return { added: count, known: bare.length - count, left: (await codesLeft(desk)).get(rewardId) ?? 0 }
  })
}

/** How many codes of each reward's list nobody has yet. */
export async function codesLeft(desk: Desk): Promise<Map<string, number>> {
  const { rows } = await sql<{ rewardId: string; left: number }>`select reward_id as "rewardId", count(*)::int as left
    from loyalty_listed_codes where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and taken_at is null
    group by 1`.execute(desk.tx)
  return new Map(rows.map(({ rewardId, left }) => [rewardId, left]))
}

/** Takes one code off a reward's list; two who claim at once get two. Undefined when none is left. */
export async function takeListedCode(desk: Desk, rewardId: string): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`update loyalty_listed_codes set taken_at = ${desk.now.toString()}
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and code = (select code from loyalty_listed_codes
      where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and reward_id = ${rewardId} and taken_at is null
      order by code limit 1 for update skip locked)
    returning code`.execute(desk.tx)
  return rows[0]?.code
}
