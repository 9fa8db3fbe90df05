import { sql } from 'kysely'
import type { PlayList } from '#contract/journeys'
import type { PlayNeed } from '#contract/play-words'
import type { Condition } from '#contract/segments'
import type { JourneysDeps } from '#modules/journeys'
import { countConditions } from '#modules/segments'
import { inWorkspace } from '#platform/postgres'
import { didLately, late, order, type Play, type Usual } from './play.ts'
import { plays } from './plays.ts'
import { readUsual } from './read-usual.ts'

export const usualControl = 10

/** Every play with what it needs, whom it would begin with, and the journey that was made of it. Old data is looked at as of its end. */
export async function listPlays(deps: JourneysDeps, workspaceId: string): Promise<PlayList> {
  const ch = deps.ch.forWorkspace(workspaceId)
  const { made, usual } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    made: await findMade(deps, workspaceId),
    usual: await readUsual(ch, tx, workspaceId),
  }))
  const at = await endOfData(deps, workspaceId)
  const asked = plays.flatMap((one) => [sizeOf(one, usual), ...one.needs.map((need) => showing(need, one, usual))])
  const counts = await countConditions(deps, workspaceId, asked, at)
  let next = 0
  const take = (): number => counts[next++] ?? 0
  return {
    plays: plays.map((one) => {
      const people = take()
      const needs = one.needs.map((what) => ({ what, name: nameOf(what, one, usual), met: take() > 0 }))
      const template = one.nodes({ templates: [], segmentId: '', task: '' }, usual)
      return {
        key: one.key,
        people,
        over: one.quarter ? 'quarter' : 'now',
        needs,
        messages: template.filter(({ kind }) => kind === 'message').length,
        tasks: one.hasTask ? 1 : 0,
        goal: goalOf(one),
        control: usualControl,
        journeyId: made.get(one.key) ?? null,
      }
    }),
  }
}

export const goalOf = ({ goal, goalDays }: Play): { event: string; days: number } =>
  goal ?? { event: order, days: goalDays }

function sizeOf({ quarter, segment }: Play, usual: Usual): Condition {
  return quarter?.(usual) ?? segment?.(usual) ?? { kind: 'everyone' }
}

/** Holds for anybody only where the shop has what is needed. */
function showing(need: PlayNeed, one: Play, usual: Usual): Condition {
  switch (need) {
    case 'event':
      return didLately(one.needsEvent?.(usual) ?? order)
    case 'trait':
      return { kind: 'trait', path: one.needsTrait ?? '', test: { is: 'known' } }
    case 'orders':
      return { kind: 'measure', measure: 'orders', count: { is: 'at_least', than: 1 } }
    case 'rhythm':
      return late
    case 'predictions':
      return { kind: 'risk', bands: ['low', 'medium', 'high'] }
    case 'messages':
      return { kind: 'message', did: 'sent', count: { is: 'at_least', than: 1 } }
    case 'members':
      return { kind: 'trait', path: 'loyalty_joined_at', test: { is: 'known' } }
    case 'email':
      return { kind: 'trait', path: 'email', test: { is: 'known' } }
  }
}

function nameOf(need: PlayNeed, one: Play, usual: Usual): string | null {
  if (need === 'event') return one.needsEvent?.(usual) ?? order
  return need === 'trait' ? (one.needsTrait ?? null) : null
}

async function endOfData({ ch, clock }: JourneysDeps, workspaceId: string): Promise<Temporal.Instant> {
  const [found] = await ch
    .forWorkspace(workspaceId)
    .query<{ day: string }>(
      'SELECT toString(max(day)) AS day FROM active_days WHERE workspace_id = {workspace_id:UUID}',
    )
  const now = clock.now()
  const day = found?.day ?? '1970-01-01'
  const monthAgo = now
    .subtract({ hours: 24 * 30 })
    .toString()
    .slice(0, 10)
  return day < '1971' || day > monthAgo ? now : Temporal.Instant.from(`${day}T23:59:59Z`)
}

/** The newest journey made of each play that is not put away. */
export async function findMade({ db }: Pick<JourneysDeps, 'db'>, workspaceId: string): Promise<Map<string, string>> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ play: string; id: string }>`select distinct on (play) play, journey_id as id from journeys
      where workspace_id = ${workspaceId} and play is not null and status <> 'archived' order by play, created_at desc`.execute(
      tx,
    ),
  )
  return new Map(found.rows.map(({ play, id }) => [play, id]))
}
