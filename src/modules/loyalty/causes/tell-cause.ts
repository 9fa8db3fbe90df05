import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'

/** What came of the points, and what the shop paid: every card shows it. Throws cause_not_found. */
export async function tellCause(
  deps: LoyaltyDeps,
  place: Place,
  { causeId, text, paidMinor }: { causeId: string; text: string; paidMinor?: number | undefined },
): Promise<{ newsId: string }> {
  return await atDesk(deps, place, async (desk) => {
    if (!desk.rules.causes.some(({ id }) => id === causeId))
      throw new DomainError('not_found', 'cause_not_found', 'This programme has no such cause.')
    const newsId = newId()
    await sql`insert into loyalty_cause_news (workspace_id, news_id, programme_id, cause_id, text, paid_minor, at)
      values (${desk.workspaceId}, ${newsId}, ${desk.programmeId}, ${causeId}, ${text}, ${paidMinor ?? null}, ${desk.now.toString()})`.execute(
      desk.tx,
    )
    await audit(desk, { cause: causeId, paidMinor: paidMinor ?? null })
    return { newsId }
  })
}

/** Takes a word back; a second time changes nothing. */
export async function withdrawNews(deps: LoyaltyDeps, place: Place, newsId: string): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const gone = await sql`delete from loyalty_cause_news where workspace_id = ${desk.workspaceId}
      and programme_id = ${desk.programmeId} and news_id = ${newsId}`.execute(desk.tx)
    if (gone.numAffectedRows === 1n) await audit(desk, { withdrawn: newsId })
  })
}

async function audit(desk: Desk, detail: Record<string, unknown>): Promise<void> {
  const target = { kind: 'loyalty_programme', id: desk.programmeId }
  await recordAudit(desk.tx, desk.workspaceId, desk.actor, { action: 'loyalty_cause.told', target, detail })
}
