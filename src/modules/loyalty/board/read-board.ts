import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import type { LoyaltyBoard } from '#contract/loyalty-club'
import { DomainError } from '#platform/errors'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { rankScores } from './rank-scores.ts'

type Rule = NonNullable<LoyaltyRules['leaderboard']>
type Row = { memberId: string; customerId: string | null; nickname: string; score: number }

/** Everybody who asked to be on the board and did something in the running period. Throws no_leaderboard. */
export async function readBoard(deps: LoyaltyDeps, place: Place): Promise<LoyaltyBoard> {
  return await atDesk(deps, place, async (desk) => {
    const { rows } = await sql<{ members: number }>`select count(*)::int as members from loyalty_members
      where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and merged_into is null`.execute(
      desk.tx,
    )
    return { ...(await boardAt(desk)), members: rows[0]?.members ?? 0 }
  })
}

type Board = Omit<LoyaltyBoard, 'members'>

/** The same inside a transaction that is open already. */
export async function boardAt(desk: Desk): Promise<Board> {
  return { ...(await boardHead(desk)), rows: rankScores(await readScores(desk)) }
}

/** What is counted, since when, and how many asked to be on it. Throws no_leaderboard. */
export async function boardHead(desk: Desk): Promise<Omit<Board, 'rows'>> {
  const { by, period } = ruleOf(desk)
  const { rows } = await sql<{ entered: number }>`select count(*)::int as entered
    from loyalty_board_members b join loyalty_members m using (workspace_id, member_id)
    where b.workspace_id = ${desk.workspaceId} and b.programme_id = ${desk.programmeId} and b.hidden_at is null
      and m.merged_into is null`.execute(desk.tx)
  return { by, period, since: startOf(desk)?.toString() ?? null, entered: rows[0]?.entered ?? 0 }
}

function ruleOf({ rules }: Desk): Rule {
  if (!rules.leaderboard) throw new DomainError('conflict', 'no_leaderboard', 'This programme has no leaderboard.')
  return rules.leaderboard
}

/** When the running month, quarter or year began in the programme's zone; undefined for ever. */
function startOf(desk: Desk): Temporal.Instant | undefined {
  const { period } = ruleOf(desk)
  if (period === 'ever') return undefined
  const { now, zone } = desk
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const month = { month: today.month, quarter: today.month - ((today.month - 1) % 3), year: 1 }[period]
  return today.with({ month, day: 1 }).toZonedDateTime(zone).toInstant()
}

async function readScores(desk: Desk): Promise<Row[]> {
  const from = startOf(desk)?.toString() ?? '-infinity'
  const score = ruleOf(desk).by === 'points' ? pointsOf(from) : visitsOf(desk, from)
  const { rows } = await sql<Row>`
    select b.member_id as "memberId", m.customer_id as "customerId", b.nickname, ${score} as score
    from loyalty_board_members b join loyalty_members m using (workspace_id, member_id)
    where b.workspace_id = ${desk.workspaceId} and b.programme_id = ${desk.programmeId} and b.hidden_at is null
      and m.merged_into is null`.execute(desk.tx)
  return rows.filter((row) => row.score > 0)
}

/** What became active since then, less what was taken back. */
const pointsOf = (from: string) => sql`(select coalesce(sum(q.points), 0)::bigint from loyalty_qualifying q
  where q.workspace_id = b.workspace_id and q.member_id = b.member_id and q.at >= ${from}::timestamptz)`

/** Days with a purchase that was not given back whole, or with a stamp that was not taken back. */
const visitsOf = ({ zone }: Desk, from: string) => sql`(select count(*)::bigint from (
    select (o.occurred_at at time zone ${zone})::date from loyalty_orders o where o.workspace_id = b.workspace_id
      and o.member_id = b.member_id and o.occurred_at >= ${from}::timestamptz and o.evaluation ->> 'event' = 'purchase'
      and (o.basis_minor = 0 or o.refunded_minor < o.basis_minor)
    union
    select (t.at at time zone ${zone})::date from loyalty_transactions t where t.workspace_id = b.workspace_id
      and t.member_id = b.member_id and t.kind = 'stamp' and t.at >= ${from}::timestamptz and not t.detail ? 'welcome'
      and not exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
        and u.kind = 'undo' and u.detail ->> 'of' = t.transaction_id::text)) as visits)`
