import { listCustomersQuery } from '#contract/customers'
import { eventPosition } from '#modules/events'
import type { JobProgress } from '#modules/jobs'
import { inWorkspace } from '#platform/postgres'
import { appendCustomerEvents } from '../append-customer-events.ts'
import { awaitEvents } from '../await-events.ts'
import { findProfiles, findTargets } from '../customers.repo.ts'
import { eachCustomer } from '../list-customers.ts'
import type { BulkDeps } from './bulk-context.ts'
import {
  addCustomers,
  addUndone,
  type BulkRow,
  countStates,
  finishBulkEdit,
  getBulkEdit,
  nextCustomers,
  setBulkStatus,
  setCollected,
  setState,
} from './bulk-edits.repo.ts'
import { bulkEvent, undoEvent } from './bulk-events.ts'

type Run = { workspaceId: string; bulkEditId: string; signal: AbortSignal; progress: (at: JobProgress) => void }
type Deps = Pick<BulkDeps, 'db' | 'clock' | 'onWritten' | 'silenceDays'>

const atOnce = 500

/** Tells the change of everybody it is about, some at a time; goes on where a run before was cut off. */
export async function runBulkEdit(deps: Deps, run: Run): Promise<void> {
  const { workspaceId, bulkEditId, signal, progress } = run
  const row = await inWorkspace(deps.db, workspaceId, (tx) => getBulkEdit(tx, workspaceId, bulkEditId))
  if (row.status !== 'queued' && row.status !== 'running') return
  const total = row.collected ? row.total : await collect(deps, row, run)
  for (;;) {
    signal.throwIfAborted()
    const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const next = await nextCustomers(tx, workspaceId, bulkEditId, 'waiting', atOnce)
      if (next.length === 0) return true
      await appendCustomerEvents(
        tx,
        deps.clock,
        workspaceId,
        actorOf(row),
        next.map(({ customerId }) => bulkEvent(bulkEditId, row.change, customerId)),
      )
      const ids = next.map((one) => one.customerId)
      await setState(tx, workspaceId, bulkEditId, ids, 'told')
      progress({ done: (await countStates(tx, workspaceId, bulkEditId)).told, total })
      return false
    })
    deps.onWritten(workspaceId)
    if (done) break
  }
  // Counting what changed needs to know what was there, and that is written when the events are worked in.
  await settle(deps, workspaceId, signal)
  await inWorkspace(deps.db, workspaceId, (tx) => finishBulkEdit(tx, workspaceId, bulkEditId, deps.clock.now()))
}

/** Somebody has stopped it: what was changed until then stays, is counted, and can be given back. Safe to repeat. */
export async function stopBulkEdit(deps: Deps, run: Omit<Run, 'progress'>): Promise<void> {
  const { workspaceId, bulkEditId, signal } = run
  deps.onWritten(workspaceId)
  await settle(deps, workspaceId, signal)
  await inWorkspace(deps.db, workspaceId, (tx) => finishBulkEdit(tx, workspaceId, bulkEditId, deps.clock.now()))
}

async function collect(deps: Deps, row: BulkRow, { workspaceId, bulkEditId, signal }: Run): Promise<number> {
  const add = (ids: string[]): Promise<void> =>
    inWorkspace(deps.db, workspaceId, (tx) => addCustomers(tx, workspaceId, bulkEditId, ids))
  if ('customerIds' in row.selection) await add(row.selection.customerIds)
  else {
    let ids: string[] = []
    const query = { ...listCustomersQuery.parse({}), ...row.selection.query }
    for await (const customer of eachCustomer(deps, workspaceId, query)) {
      ids.push(customer.customerId)
      if (ids.length < atOnce) continue
      signal.throwIfAborted()
      await add(ids)
      ids = []
    }
    await add(ids)
  }
  return await inWorkspace(deps.db, workspaceId, (tx) => setCollected(tx, workspaceId, bulkEditId))
}

/** Gives back what was there before, where nobody has changed it since. */
export async function runBulkUndo(deps: Deps, run: Run): Promise<void> {
  const { workspaceId, bulkEditId, signal, progress } = run
  const row = await inWorkspace(deps.db, workspaceId, (tx) => getBulkEdit(tx, workspaceId, bulkEditId))
  if (row.status !== 'undoing') return
  for (;;) {
    signal.throwIfAborted()
    const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const next = await nextCustomers(tx, workspaceId, bulkEditId, 'told', atOnce)
      if (next.length === 0) return true
      const ids = next.map((one) => one.customerId)
      const targets = await findTargets(tx, workspaceId, ids)
      const profiles = await findProfiles(
        tx,
        workspaceId,
        [...targets.values()].map((one) => one.customerId),
      )
      const events = next.flatMap(({ customerId, before }) => {
        const profile = profiles.get(targets.get(customerId)?.customerId ?? '')
        const event = profile && before ? undoEvent(bulkEditId, row.change, customerId, before, profile) : undefined
        return event ? [event] : []
      })
      await appendCustomerEvents(tx, deps.clock, workspaceId, actorOf(row), events)
      const changed = next.filter((one) => one.before !== null).length
      await addUndone(tx, workspaceId, bulkEditId, events.length, changed - events.length)
      await setState(tx, workspaceId, bulkEditId, ids, 'undone')
      progress({ done: (await countStates(tx, workspaceId, bulkEditId)).undone, total: row.total })
      return false
    })
    deps.onWritten(workspaceId)
    if (done) break
  }
  await settle(deps, workspaceId, signal)
  await inWorkspace(deps.db, workspaceId, (tx) =>
    setBulkStatus(tx, workspaceId, bulkEditId, 'undone', deps.clock.now()),
  )
}

/** Waits for all that is in the log: what counts may have been told by a run before, which was cut off. */
async function settle(deps: Deps, workspaceId: string, signal: AbortSignal): Promise<void> {
  const position = await inWorkspace(deps.db, workspaceId, (tx) => eventPosition(tx, workspaceId))
  while (!(await awaitEvents(deps.db, workspaceId, position))) signal.throwIfAborted()
}

function actorOf({ actorKind, actorId }: BulkRow) {
  return actorKind === 'system' || actorId === null
    ? ({ kind: 'system' } as const)
    : ({ kind: actorKind, actorId } as const)
}
