import { sql } from 'kysely'
import type { PlayList, PlayQuery, PlaySizes } from '#contract/journeys'
import type { PlayNeed } from '#contract/play-words'
import type { JourneysDeps } from '#modules/journeys'
import { isJoinedByInvitation } from '#modules/loyalty'
import { findUsualSurvey } from '#modules/surveys'
import { inWorkspace } from '#platform/postgres'
import { keepSizes } from './keep-sizes.ts'
import { askNeeds } from './needs.ts'
import { goalOf, nothingMade, order, type Play, type Usual } from './play.ts'
import { plays } from './plays.ts'
import { readUsual } from './read-usual.ts'

export const usualControl = 10

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
  const [isShown, counted] = await Promise.all([
    askNeeds(deps, workspaceId, usual, at, plays),
    sizes === 'counted' ? keepSizes(deps, workspaceId, usual, at).then((one) => one.sizes) : undefined,
  ])
  return {
    plays: plays.map((one) => {
      const size = counted?.[one.key]
      const needs = one.needs.map((what) => {
        return { what, name: nameOf(what, one, usual), met: said.get(what) ?? isShown(what, one) }
      })
      const template = one.nodes(nothingMade, usual)
      return {
        key: one.key,
        people: counted ? (size?.people ?? 0) : null,
        over: size?.over ?? (one.quarter ? 'quarter' : 'now'),
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

/** So much work a call does before it answers. */
const workMs = 800

/** Whom each play would begin with, as far as it is counted; the next call counts on. */
export async function readSizes(deps: JourneysDeps, workspaceId: string): Promise<PlaySizes> {
  const ch = deps.ch.forWorkspace(workspaceId)
  const usual = await inWorkspace(deps.db, workspaceId, (tx) => readUsual(ch, tx, workspaceId))
  const { sizes, left } = await keepSizes(deps, workspaceId, usual, await endOfData(deps, workspaceId), workMs)
  const counted = plays.flatMap(({ key }) => {
    const size = sizes[key]
    return size ? [{ key, ...size }] : []
  })
  return { sizes: counted, left }
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
