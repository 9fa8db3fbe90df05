import { sql } from 'kysely'
import type { z } from 'zod'
import type { SilencePage, silenceQuery } from '#contract/message-calendar'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { findSilent, silentFor } from './find-silent.ts'

const mostCounted = 10_000

/**
 * Customers whom no message reached for `days`, those who were seen last first: they are the ones to speak to. Whoever came within that time
 * and never got one is among them. `total` counts up to 10,000.
 */
export async function readSilence(
  { db, clock }: MessagingDeps,
  workspaceId: string,
  { days, cursor, limit }: z.output<typeof silenceQuery>,
): Promise<SilencePage> {
  const silent = silentFor(clock, workspaceId, days)
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows, next } = await findSilent(tx, silent, { cursor, limit })
    const counted = await sql<{
      count: number
    }>`select count(*)::int as count from (select 1 ${silent} limit ${mostCounted}) s`.execute(tx)
    return {
      people: rows.map(({ customerId, shown, lastContactAt, lastSeenAt }) => ({
        customerId,
        name: shown,
        lastContactAt: lastContactAt?.toISOString() ?? null,
        lastSeenAt: lastSeenAt.toISOString(),
      })),
      nextCursor: next,
      total: counted.rows[0]?.count ?? 0,
    }
  })
}
