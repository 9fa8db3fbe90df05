import { sql } from 'kysely'
import type { PlayList, PlayQuery } from '#contract/journeys'
import type { PlayNeed } from '#contract/play-words'
import type { Condition } from '#contract/segments'
import { hasMoreCustomers } from '#modules/customers'
import type { JourneysDeps } from '#modules/journeys'
import { isJoinedByInvitation } from '#modules/loyalty'
import { countBeginnings, countConditions, pastBegins } from '#modules/segments'
import { findUsualSurvey } from '#modules/surveys'
import { inWorkspace } from '#platform/postgres'
import { didLately, goalOf, late, nothingMade, order, type Play, quarterDays, type Usual } from './play.ts'
import { plays } from './plays.ts'
import { readUsual } from './read-usual.ts'

export const usualControl = 10
/** Into so many parts the 90 days are cut, to see who came into a segment. */
const looks = 6
/** Of more than these a look takes seconds. */
const manyCustomers = 200_000

/** Every play with what it needs, whom it would begin with, and the journey that was made of it. Old data is looked at as of its end. */
export async function listPlays(deps: JourneysDeps, workspaceId: string, { sizes }: PlayQuery): Promise<PlayList> {
  const ch = deps.ch.forWorkspace(workspaceId)
  const { made, usual, said } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    made: await findMade(deps, workspaceId),
    usual: await readUsual(ch, tx, workspaceId),
    // What no customer tells.
    said: new Map<PlayNeed, boolean>([
      ['invitations', await isJoinedByInvitation(tx, workspaceId)],
      ['survey', (await findUsualSurvey(tx, workspaceId)) !== undefined],
    ]),
  }))
  const at = await endOfData(deps, workspaceId)
  const isCounted = sizes === 'counted'
  const asked = plays.flatMap((one) => [
    ...(isCounted ? [sizeOf(one, usual)] : []),
    ...one.needs.map((need) => showing(need, one, usual)),
  ])
  const [counts, entered] = await Promise.all([
    countConditions(deps, workspaceId, asked, at),
    isCounted ? countEntered(deps, workspaceId, usual, at) : new Map<string, number>(),
  ])
  let next = 0
  const take = (): number => counts[next++] ?? 0
  return {
    plays: plays.map((one) => {
      const now = isCounted ? take() : null
      const lately = entered.get(one.key)
      const needs = one.needs.map((what) => {
        const hasAny = take() > 0
        return { what, name: nameOf(what, one, usual), met: said.get(what) ?? hasAny }
      })
      const template = one.nodes(nothingMade, usual)
      return {
        key: one.key,
        people: lately ?? now,
        over: one.quarter || lately !== undefined ? 'quarter' : 'now',
        needs,
        messages: template.filter(({ kind }) => kind === 'message').length,
        tasks: one.hasTask ? 1 : 0,
        goal: goalOf(one, usual),
        control: usualControl,
        journeyId: made.get(one.key) ?? null,
      }
    }),
  }
}

/** Who came into the segments of plays that begin by that, by play; nothing of what the past cannot tell, or only slowly. */
async function countEntered(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
): Promise<Map<string, number>> {
  const from = at.subtract({ hours: 24 * quarterDays })
  const begun = plays.flatMap((one) => {
    const condition = one.quarter ? undefined : one.segment?.(usual)
    return condition && one.trigger(nothingMade, usual).kind === 'segment' ? [{ key: one.key, condition }] : []
  })
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (await hasMoreCustomers(tx, workspaceId, manyCustomers)) return []
    const begins = await Promise.all(begun.map(({ condition }) => pastBegins(deps, tx, workspaceId, condition)))
    return begun.filter((_, i) => Temporal.Instant.compare(begins[i] ?? from, from) <= 0)
  })
  const conditions = known.map(({ condition }) => condition)
  const moments = Array.from({ length: looks + 1 }, (_, i) => from.add({ hours: (24 * quarterDays * i) / looks }))
  const counts = await countBeginnings(deps, workspaceId, conditions, moments)
  return new Map(known.map(({ key }, i) => [key, counts[i] ?? 0]))
}

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
    // Said by the shop, not by customers.
    case 'invitations':
    case 'survey':
      return { kind: 'everyone' }
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
