import type { z } from 'zod'
import type { AssignedCustomers, assignCustomers } from '#contract/experiments'
import { findPeople, findPeopleByUserId } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import { enter } from './assign.ts'
import { getExperiment } from './experiments.repo.ts'
import type { ExperimentsDeps } from './experiments-deps.ts'

/** The arms of people as an integrator names them; whoever is new enters. Sending the same again changes nothing. */
export async function assignPeople(
  deps: Pick<ExperimentsDeps, 'db' | 'clock' | 'onWritten'>,
  workspaceId: string,
  experimentId: string,
  { customerIds, userIds }: z.output<typeof assignCustomers>,
): Promise<AssignedCustomers> {
  const answer = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getExperiment(tx, workspaceId, experimentId, 'share')
    const people = new Map([
      ...(await findPeople(tx, workspaceId, customerIds)),
      ...(await findPeopleByUserId(tx, workspaceId, userIds)),
    ])
    const arms = await enter(tx, deps.clock, workspaceId, row, [...people.values()])
    const asked = [...new Set([...customerIds, ...userIds])]
    return {
      assignments: asked.flatMap((id) => {
        const assignment = arms.get(people.get(id)?.customerId ?? '')
        return assignment ? [{ id, ...assignment }] : []
      }),
      unknown: asked.filter((id) => !people.has(id)),
    }
  })
  if (answer.assignments.some(({ isNew }) => isNew)) deps.onWritten(workspaceId)
  return answer
}
