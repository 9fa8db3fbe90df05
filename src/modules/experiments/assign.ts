import { sql } from 'kysely'
import { assignArm } from '#models/experiments'
import { type AudiencePerson, appendCustomerEvents, findPeople } from '#modules/customers'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { getExperiment, type StoredExperiment } from './experiments.repo.ts'
import { findControl, isInControl } from './global-control.ts'

/** The event on the timeline of who entered. */
export const enteredEvent = 'Experiment Entered'

export type Assignment = {
  customerId: string
  /** key of the arm; null: in the global control group, who take no part */
  arm: string | null
  isNew: boolean
}

/**
 * The arm of each customer in a running experiment, by the id asked for. Whoever is new enters at this moment, with the caller's
 * transaction: written down once, with an event on the timeline; wake the projector afterwards. The same again gives the same arms.
 * Unknown customers are missing. Throws not_found; conflict `experiment_not_running`, where only who entered before has an arm.
 */
export async function assign(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  experimentId: string,
  customerIds: string[],
): Promise<Map<string, Assignment>> {
  const row = await getExperiment(tx, workspaceId, experimentId, 'share')
  const people = await findPeople(tx, workspaceId, customerIds)
  const arms = await enter(tx, clock, workspaceId, row, [...people.values()])
  return new Map(
    [...people].flatMap(([given, { customerId }]) => {
      const assignment = arms.get(customerId)
      return assignment ? [[given, assignment] as const] : []
    }),
  )
}

/** The same for people who are known to be themselves; of a row that is locked against stopping. */
export async function enter(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  row: StoredExperiment,
  people: AudiencePerson[],
): Promise<Map<string, Assignment>> {
  const ids = [...new Set(people.map(({ customerId }) => customerId))]
  const before = await findMembers(tx, workspaceId, row, ids)
  const waiting = ids.filter((id) => !before.has(id))
  if (waiting.length > 0 && row.status !== 'running')
    throw new DomainError('conflict', 'experiment_not_running', 'Nobody can enter an experiment that does not run.', {
      status: row.status,
    })
  const control = await findControl(tx, workspaceId)
  const outside = new Set(waiting.filter((id) => isInControl(control, id)))
  const chosen = waiting.filter((id) => !outside.has(id)).map((id) => ({ id, arm: armOf(row, id) }))
  const added = await insertMembers(tx, clock, workspaceId, row, chosen)
  await appendCustomerEvents(
    tx,
    clock,
    workspaceId,
    { kind: 'system' },
    chosen
      .filter(({ id }) => added.has(id))
      .map(({ id, arm }) => ({
        customerId: id,
        event: enteredEvent,
        properties: { experimentId: row.experimentId, experiment: row.name, arm: keyOf(row, arm) },
        messageId: `experiment:${row.experimentId}:${id}`,
      })),
  )
  const arms = new Map<string, Assignment>()
  for (const [id, arm] of before) arms.set(id, { customerId: id, arm: keyOf(row, arm), isNew: false })
  for (const id of outside) arms.set(id, { customerId: id, arm: null, isNew: false })
  // Who was entered by somebody else at the same moment got the same arm: it follows from who they are.
  for (const { id, arm } of chosen) arms.set(id, { customerId: id, arm: keyOf(row, arm), isNew: added.has(id) })
  return arms
}

const keyOf = (row: StoredExperiment, arm: number): string => row.arms[arm]?.key ?? ''

function armOf({ salt, arms }: StoredExperiment, customerId: string): number {
  const name = assignArm(
    salt,
    customerId,
    arms.map(({ share }, i) => ({ name: String(i), weight: share })),
  )
  return Number(name ?? 0)
}

/** The arm in which they, or somebody who was joined to them, entered first. */
async function findMembers(
  tx: Tx,
  workspaceId: string,
  { experimentId }: StoredExperiment,
  ids: string[],
): Promise<Map<string, number>> {
  const found = await sql<{ id: string; arm: number }>`
    with family as (
      select id, id as member from unnest(${ids}::uuid[]) as i (id)
      union all select merged_into, customer_id from customers
      where workspace_id = ${workspaceId} and merged_into = any(${ids}::uuid[]) and merged_into <> customer_id)
    select distinct on (f.id) f.id, m.arm from family f
    join experiment_members m on m.workspace_id = ${workspaceId} and m.experiment_id = ${experimentId} and m.customer_id = f.member
    order by f.id, m.entered_at`.execute(tx)
  return new Map(found.rows.map(({ id, arm }) => [id, arm]))
}

async function insertMembers(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  { experimentId }: StoredExperiment,
  chosen: { id: string; arm: number }[],
): Promise<Set<string>> {
  if (chosen.length === 0) return new Set()
  // In one order for everybody, or two that bring the same people wait for each other for ever.
  const sorted = [...chosen].sort((a, b) => (a.id < b.id ? -1 : 1))
  const added = await sql<{
    id: string
  }>`insert into experiment_members (workspace_id, experiment_id, customer_id, arm, entered_at)
    select ${workspaceId}, ${experimentId}, c.id, c.arm, ${clock.now().toString()}::timestamptz
    from unnest(${sorted.map(({ id }) => id)}::uuid[], ${sorted.map(({ arm }) => arm)}::smallint[]) as c (id, arm)
    on conflict do nothing returning customer_id as id`.execute(tx)
  return new Set(added.rows.map(({ id }) => id))
}
