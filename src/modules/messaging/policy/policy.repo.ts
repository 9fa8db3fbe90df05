import { sql } from 'kysely'
import { type MessagePolicy, messagePolicy } from '#contract/message-policy'
import type { Tx } from '#platform/postgres'

/** Until somebody says otherwise: at most one a day and three a week, at night nothing, promotions only to who agreed. */
const usualPolicy: MessagePolicy = {
  perDay: 1,
  perWeek: 3,
  quietHours: { from: '20:00', until: '08:00' },
  holidays: [],
  atBestHour: false,
  channelCaps: {},
  maxPromotional: null,
  channelOrder: ['email', 'push', 'sms', 'webhook'],
  consent: 'required',
  trackOpens: true,
  trackClicks: true,
  topics: [],
  silenceAlertDays: null,
}

export async function readPolicy(tx: Tx, workspaceId: string): Promise<MessagePolicy> {
  const { rows } = await sql<{ policy: unknown }>`select policy from message_policies
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0] ? messagePolicy.parse(rows[0].policy) : usualPolicy
}

export async function savePolicy(
  tx: Tx,
  workspaceId: string,
  policy: MessagePolicy,
  now: Temporal.Instant,
): Promise<void> {
  await sql`insert into message_policies (workspace_id, policy, updated_at)
    values (${workspaceId}, ${JSON.stringify(policy)}::jsonb, ${now.toString()})
    on conflict (workspace_id) do update set policy = excluded.policy, updated_at = excluded.updated_at`.execute(tx)
}
