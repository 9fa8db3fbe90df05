import { sql } from 'kysely'
import type { CardSettings } from '#contract/loyalty-cards'
import { recordAudit } from '#modules/audit'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { getRules } from '../serving/programmes.ts'

export type CardLink = NonNullable<CardSettings['link']>

/** Where cards of a programme lead to order ahead or to book; undefined where the owner set nothing. */
export async function readCardLink(tx: Tx, workspaceId: string, programmeId: string): Promise<CardLink | undefined> {
  const { rows } = await sql<CardLink>`select link_kind as kind, link_url as url from loyalty_card_settings
    where workspace_id = ${workspaceId} and programme_id = ${programmeId}`.execute(tx)
  return rows[0]
}

/** Throws programme_not_found. */
export async function setCardLink({ db }: LoyaltyDeps, place: Place, { link }: CardSettings): Promise<void> {
  const { workspaceId, programmeId, actor } = place
  await inWorkspace(db, workspaceId, async (tx) => {
    await getRules(tx, workspaceId, programmeId)
    if (link === null)
      await sql`delete from loyalty_card_settings where workspace_id = ${workspaceId}
        and programme_id = ${programmeId}`.execute(tx)
    else
      await sql`insert into loyalty_card_settings (workspace_id, programme_id, link_kind, link_url)
        values (${workspaceId}, ${programmeId}, ${link.kind}, ${link.url})
        on conflict (workspace_id, programme_id) do update set link_kind = excluded.link_kind, link_url = excluded.link_url`.execute(
        tx,
      )
    const target = { kind: 'loyalty_programme', id: programmeId }
    await recordAudit(tx, workspaceId, actor, {
      action: 'loyalty_card.changed',
      target,
      detail: { hasLink: link !== null },
    })
  })
}
