import { sql } from 'kysely'
import { atDesk, type Desk } from '../../ledger/desk.ts'
import { countUp } from '../../serving/rewards.ts'
import type { CardDeps } from '../card-deps.ts'
import { placeOf, type TillSession } from './till-session.ts'

const counterOf = (day: Temporal.PlainDate): string => `scans:${day.toString()}`
const todayOf = ({ now, zone }: Desk): Temporal.PlainDate => now.toZonedDateTimeISO(zone).toPlainDate()

/** A card was held before a till, or its number typed. */
export async function countScan(deps: CardDeps, session: TillSession): Promise<void> {
  await atDesk(deps, placeOf(session), (desk) => countUp(desk, counterOf(todayOf(desk)), 1, null))
}

/** How often that happened today and the day before; null where no device is a till. */
export async function readScans(desk: Desk): Promise<{ today: number; yesterday: number } | null> {
  const today = todayOf(desk)
  const yesterday = today.subtract({ days: 1 })
  const { rows } = await sql<{ today: number; yesterday: number; hasTills: boolean }>`
    select coalesce(sum(used) filter (where name = ${counterOf(today)}), 0)::int as today,
      coalesce(sum(used) filter (where name = ${counterOf(yesterday)}), 0)::int as yesterday,
      exists (select from loyalty_till_devices d where d.workspace_id = ${desk.workspaceId}
        and d.programme_id = ${desk.programmeId} and d.trusted_at is not null) as "hasTills"
    from loyalty_counters where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
      and name = any(${[today, yesterday].map(counterOf)}::text[])`.execute(desk.tx)
  const [row] = rows
  return row?.hasTills ? { today: row.today, yesterday: row.yesterday } : null
}
