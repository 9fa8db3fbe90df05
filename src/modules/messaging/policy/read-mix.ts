import { sql } from 'kysely'
import type { MessageMix } from '#contract/message-policy'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readShop } from '../outbox/prepare-message.ts'

/** Of the last twelve months in the shop's zone, months without any left out. */
export async function readMix({ db, clock }: MessagingDeps, workspaceId: string): Promise<MessageMix> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { timeZone } = await readShop(tx, workspaceId)
    const today = clock.now().toZonedDateTimeISO(timeZone).toPlainDate()
    const first = today.with({ day: 1 }).subtract({ months: 11 })
    const { rows } = await sql<MessageMix['months'][number]>`select to_char(decided_on, 'YYYY-MM') as month,
        count(*) filter (where purpose = 'useful')::int as useful,
        count(*) filter (where purpose = 'promotional')::int as promotional
      from messages where workspace_id = ${workspaceId} and decided_on >= ${first.toString()}::date and source_kind <> 'test'
        and decided_at is not null and purpose <> 'transactional' and state in ('handed_over', 'unknown')
      group by 1 order by 1`.execute(tx)
    return { months: rows }
  })
}
