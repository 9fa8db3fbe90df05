import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { importProgress } from '#contract/imports'
import { DomainError } from '#platform/errors'
import { analyzeTables, inWorkspace } from '#platform/postgres'
import { adoptCurrency } from './adopt-currency.ts'
import { awaitProjection, countProjected } from './await-projection.ts'
import { estimateProgress } from './estimate-progress.ts'
import { whyNothing } from './explain-outcome.ts'
import type { FileDeps, ImportContext } from './import-context.ts'
import type { ImportOrder } from './import-file.ts'
import { type Checkpoint, saveCheckpoint, saveProgress, saveStatus } from './imports.repo.ts'
import { dropOtherRuns, keepErrors } from './open-import.ts'
import { readOrders } from './read-orders.ts'
import { groupPeople } from './read-people.ts'
import { groupTimeline } from './read-timeline.ts'
import { writeGroups } from './write-groups.ts'
import { groupOrders } from './write-orders.ts'

const savedEveryMs = 500
// From so many on the planner's picture of the tables is another one.
const manyEvents = 20_000

/** Reading, writing, projecting: whatever of them the checkpoint says is not done yet. */
export async function runPhases(
  deps: FileDeps,
  context: ImportContext,
  onProgress: ImportOrder['onProgress'],
  saved: Checkpoint,
): Promise<void> {
  const { workspaceId, importId, progress } = context
  let checkpoint = takeUp(context, saved)
  dropOtherRuns(context)
  const estimate = estimateProgress(progress)
  let savedAt = 0

  context.report = async () => {
    const now = performance.now()
    if (now - savedAt < savedEveryMs) return
    savedAt = now
    if (progress.eventsWritten > progress.eventsProjected) await countProjected(deps, context)
    estimate.update(context.eventsExpected())
    onProgress?.(progress, context.status, context.eventsExpected())
    await inWorkspace(deps.db, workspaceId, (tx) => saveProgress(tx, workspaceId, importId, context.run, progress))
  }
  const enter = async (status: ImportContext['status']): Promise<void> => {
    context.status = status
    estimate.enter(status)
    checkpoint = { ...checkpoint, progress }
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      await saveStatus(tx, workspaceId, importId, { status, startedAt: deps.clock.now() })
      await saveCheckpoint(tx, workspaceId, importId, { checkpoint, progress, status })
    })
    savedAt = 0
    await context.report()
  }
  const write = async (groups: ReturnType<typeof groupOrders>): Promise<void> => {
    const lastPosition = await writeGroups(deps, context, groups, checkpoint)
    checkpoint = { ...checkpoint, written: true, ...(lastPosition === undefined ? {} : { lastPosition }) }
  }

  if (context.kind === 'orders' && !checkpoint.spilled) {
    await enter('reading')
    const { buckets, currency } = await readOrders(context)
    keepErrors(deps.dataDir, context)
    requireSomething(context)
    if (currency) await adoptCurrency(deps, workspaceId, currency)
    checkpoint = { ...checkpoint, spilled: { folder: basename(context.folder), buckets } }
  }
  if (!checkpoint.written) {
    await enter(context.kind === 'orders' ? 'writing' : 'reading')
    if (context.kind === 'orders') await write(groupOrders(context, checkpoint))
    else
      await write(context.kind === 'customers' ? groupPeople(context, checkpoint) : groupTimeline(context, checkpoint))
    requireSomething(context)
  }
  await enter('projecting')
  if (checkpoint.lastPosition !== undefined) await awaitProjection(deps, context, checkpoint.lastPosition)
  if (progress.eventsWritten >= manyEvents) await analyzeTables(deps.db)
  progress.eventsProjected = progress.eventsToProject
  progress.secondsLeft = 0
  onProgress?.(progress, context.status, context.eventsExpected())
}

/** Where the last run stopped, or the beginning when what it had spilled is no longer there. */
function takeUp(context: ImportContext, saved: Checkpoint): Checkpoint {
  const { totalBytes } = context.progress
  const fresh = { ...importProgress.parse({}), totalBytes }
  const spilledAt = saved.spilled && join(dirname(context.folder), saved.spilled.folder)
  const run = saved.run ?? ''
  if (!saved.progress || (context.kind === 'orders' && !saved.written && !(spilledAt && existsSync(spilledAt)))) {
    Object.assign(context.progress, fresh)
    return { run, ...(saved.faults ? { faults: saved.faults } : {}) }
  }
  Object.assign(context.progress, fresh, structuredClone(saved.progress))
  if (spilledAt) context.folder = spilledAt
  return saved
}

function requireSomething({ progress }: ImportContext): void {
  const why = whyNothing(progress)
  if (why) throw new DomainError('invalid', why.reason, why.message, why.details)
}
