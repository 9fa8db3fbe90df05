import type { Journey, JourneyDefinition, JourneyNode } from '#contract/journeys'
import type { AuditActor } from '#modules/audit'
import { type Assignment, assign, createExperiment, startExperiment } from '#modules/experiments'
import { DomainError } from '#platform/errors'
import { uuidFromText } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { JourneysDeps } from './journeys-deps.ts'
import { goalConditions, goalOf, lookedAtDaily, nameOfGoal, worthOf } from './open-control-group.ts'

type Split = Extract<JourneyNode, { kind: 'split' }>

/** Experiments by the step whose ways they compare. */
export type Splits = Record<string, string>

/** So many arms an experiment has at most; ways beyond that are taken by chance alone. */
const mostWays = 6

const armOf = (at: number): string => `way_${at + 1}`

/** Asked in a way that experiments cannot ask: nothing would be compared by what the journey is for. */
const isGoalOdd = ({ goal }: JourneyDefinition): boolean =>
  goal !== null && (goalConditions(goal) === undefined || goal.event.length > 128)

/** For each split the experiment that compares its ways by the goal of the journey, the first as what there was. Asking again gives the same. */
export async function openSplits(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  { journeyId, name, definition }: Pick<Journey, 'journeyId' | 'name' | 'definition'>,
): Promise<Splits> {
  const splits: Splits = {}
  for (const node of definition.nodes) {
    if (node.kind !== 'split' || node.ways.length > mostWays || isGoalOdd(definition)) continue
    const ways = node.ways.map(({ key, share }) => ({ key, share }))
    const { experimentId, status } = await createExperiment(deps, workspaceId, actor, {
      name: `${name.slice(0, 80)} · ${ways.map(({ key }) => key.toUpperCase().slice(0, 5)).join('/')}`,
      audience: { kind: 'open' },
      arms: ways.map(({ key, share }, at) => ({
        ...{ key: armOf(at), name: key.toUpperCase(), share, isControl: at === 0, costMinor: 0 },
      })),
      goal: goalOf(definition),
      guardrails: worthOf(definition),
      ...lookedAtDaily,
      requestKey: `split:${journeyId}:${uuidFromText(JSON.stringify([node.id, ways, nameOfGoal(definition)]))}`,
    })
    if (status === 'draft') await startExperiment(deps, { workspaceId, actor, experimentId })
    splits[node.id] = experimentId
  }
  return splits
}

/** The keys of the ways of people who come to a split now, by person; missing where chance alone says. */
export async function askWays(
  { clock }: Pick<JourneysDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  experimentId: string,
  { ways }: Split,
  personIds: string[],
): Promise<Map<string, string>> {
  const arms = await assign(tx, clock, workspaceId, experimentId, personIds).catch((error: unknown) => {
    // Somebody ended the comparison.
    if (error instanceof DomainError && error.reason === 'experiment_not_running') return new Map<string, Assignment>()
    throw error
  })
  return new Map(
    [...arms].flatMap(([id, { arm }]) => {
      const way = ways.find((_, at) => armOf(at) === arm)
      return way ? [[id, way.key] as const] : []
    }),
  )
}
