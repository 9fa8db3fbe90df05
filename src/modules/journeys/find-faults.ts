import type { JourneyDefinition, JourneyNode } from '#contract/journeys'
import { requireTemplate } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { JourneysDeps } from './journeys-deps.ts'

type Fault = { nodeId: string; error: DomainError }

/** The steps that cannot be done for anybody as things are, and why. */
export async function findFaults(
  deps: Pick<JourneysDeps, 'actions'>,
  tx: Tx,
  workspaceId: string,
  nodes: JourneyDefinition['nodes'],
): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const node of nodes) {
    const error = await faultOf(deps, tx, workspaceId, node)
    if (error) faults.push({ nodeId: node.id, error })
  }
  return faults
}

/** Written before the program was another version. */
const noSuchAction = (node: string): DomainError =>
  new DomainError('invalid', 'journey_action', `The step ${node} does not say all that is needed.`, { node })

/** Why a step cannot be done for anybody; undefined where it can, whatever becomes of it for single people. */
export async function faultOf(
  { actions }: Pick<JourneysDeps, 'actions'>,
  tx: Tx,
  workspaceId: string,
  node: JourneyNode,
): Promise<DomainError | undefined> {
  try {
    if (node.kind === 'message') await requireTemplate(tx, workspaceId, node.templateId)
    if (node.kind === 'action') {
      const action = actions.find(({ name }) => name === node.action)
      const params = action?.schema.safeParse(node.params)
      if (!params?.success) return noSuchAction(node.id)
      await action?.check?.(tx, workspaceId, params.data)
    }
    return undefined
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
}
