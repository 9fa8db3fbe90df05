import type { JourneyNode } from '#contract/journeys'
import { permissions } from '#contract/permissions'
import { notify } from '#modules/notifications'
import { listColleagues } from '#modules/workspaces'
import { uuidFromText } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { faultOf } from './find-faults.ts'
import { getJourney } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import type { Step } from './runs.repo.ts'
import type { Traveller } from './walk.ts'

const weekMs = 7 * 86_400_000
const writers: readonly string[] = permissions['journeys:write']

/** Tells whoever may mend it of steps that cannot be done for anybody any more: once a week for each, while people come to it. */
export async function tellFaults(
  deps: Pick<JourneysDeps, 'actions' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  travellers: Traveller[],
  steps: Step[],
): Promise<void> {
  for (const { journeyId, node } of failedAt(travellers, steps)) {
    const fault = await faultOf(deps, tx, workspaceId, node)
    if (fault) await tell(deps, tx, workspaceId, journeyId, `${node.id}:${fault.reason}`)
  }
}

/** Each step once at which somebody failed. */
function failedAt(travellers: Traveller[], steps: Step[]): { journeyId: string; node: JourneyNode }[] {
  const definitions = new Map(travellers.map(({ run, definition }) => [run.runId, definition]))
  const found = new Map<string, { journeyId: string; node: JourneyNode }>()
  for (const { runId, journeyId, nodeId, outcome } of steps) {
    if (outcome !== 'failed') continue
    const node = definitions.get(runId)?.nodes.find(({ id }) => id === nodeId)
    if (node) found.set(`${journeyId}:${JSON.stringify(node)}`, { journeyId, node })
  }
  return [...found.values()]
}

async function tell(
  { clock }: Pick<JourneysDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  journeyId: string,
  what: string,
): Promise<void> {
  const { name } = await getJourney(tx, workspaceId, journeyId)
  const week = String(Math.floor(clock.now().epochMilliseconds / weekMs))
  for (const { personId, role } of await listColleagues(tx, workspaceId)) {
    if (!writers.includes(role)) continue
    const notificationId = uuidFromText('journey-step', workspaceId, journeyId, what, week, personId)
    const news = { kind: 'journey_broken', params: { name }, link: `/journeys/${journeyId}`, notificationId } as const
    await notify(tx, workspaceId, { personId, ...news })
  }
}
