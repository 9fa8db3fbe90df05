import { sql } from 'kysely'
import { z } from 'zod'
import { notify } from '#modules/notifications'
import { forEveryWorkspace, listColleagues } from '#modules/workspaces'
import { uuidFromText } from '#platform/ids'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readShop } from '../outbox/prepare-message.ts'
import { readPolicy } from '../policy/policy.repo.ts'

const job = 'messaging.silence'
const monday = 1
const dayBegins = 7
const told = ['owner', 'manager', 'marketer']

/**
 * On Monday mornings tells those who write to customers how many of them have had no message for as long as the policy says, since the
 * week before: whom nobody had told of them yet. Once a week, however often it is called. How many they are.
 */
export async function tellSilence(
  { db, clock }: Pick<MessagingDeps, 'db' | 'clock'>,
  workspaceId: string,
): Promise<number> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { silenceAlertDays: days } = await readPolicy(tx, workspaceId)
    const now = clock.now()
    const here = now.toZonedDateTimeISO((await readShop(tx, workspaceId)).timeZone)
    if (days === null || here.dayOfWeek !== monday || here.hour < dayBegins) return 0
    const [until, from] = [days, days + 7].map((back) => now.subtract({ hours: 24 * back }).toString())
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
      select coalesce((select max(m.decided_at) from messages m where m.workspace_id = c.workspace_id and m.customer_id = c.customer_id
          and m.decided_at is not null and m.state in ('handed_over', 'unknown') and m.source_kind <> 'test'), c.first_seen_at) as at
      from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and c.erased_at is null
        and c.first_seen_at <= ${until}) s
      where s.at > ${from} and s.at <= ${until}`.execute(tx)
    const count = rows[0]?.count ?? 0
    if (count === 0) return 0
    const week = here.toPlainDate().toString()
    for (const { personId, role } of await listColleagues(tx, workspaceId)) {
      if (!told.includes(role)) continue
      const notificationId = uuidFromText('silence', workspaceId, week, personId)
      const news = { personId, kind: 'silent_customers', params: { count, days }, notificationId } as const
      await notify(tx, workspaceId, { ...news, link: `/messages/silence?days=${days}` })
    }
    return count
  })
}

/** Every process that enqueues or works calls this once; the workers look every hour. */
export async function defineSilenceAlert(
  deps: Pick<MessagingDeps, 'db' | 'clock' | 'log'>,
  jobs: Pick<Jobs, 'define' | 'repeat'>,
): Promise<void> {
  await jobs.define(job, z.object({}), async () => {
    await forEveryWorkspace(deps.db, async (id) => {
      await tellSilence(deps, id)
    })
  })
  await jobs.repeat(job, '5 * * * *')
}
