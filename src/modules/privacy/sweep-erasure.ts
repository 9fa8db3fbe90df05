import { sql } from 'kysely'
import { z } from 'zod'
import { trackJob } from '#modules/jobs'
import type { Jobs } from '#platform/jobs'
import { type Db, inWorkspace } from '#platform/postgres'
import { sweepJob } from './erase-customer.ts'
import type { PersonalData, Subject } from './personal-data.ts'

const resweepJob = 'privacy.resweep'

const payload = z.object({ workspaceId: z.uuid(), erasureId: z.uuid() })

/** The part of an erasure that no transaction reaches; goes on after a crash. */
export async function defineSweepJob(deps: { db: Db; personalData: PersonalData[] }, jobs: Jobs): Promise<void> {
  await jobs.define(sweepJob, payload, async ({ workspaceId, erasureId }, { signal }) => {
    const job = { workspaceId, jobId: erasureId, kind: 'erasure', signal, triesAgain: true } as const
    await trackJob(deps, job, async (tracked) => {
      const sweeps = deps.personalData.flatMap(({ sweep }) => sweep ?? [])
      for (;;) {
        const subject = await readSubject(deps.db, workspaceId, erasureId)
        for (const [done, sweep] of sweeps.entries()) {
          await sweep(subject)
          tracked.progress({ done: done + 1, total: sweeps.length })
        }
        if (await finish(deps.db, erasureId, subject)) break
      }
    })
  })
  await jobs.define(resweepJob, z.object({}), () => sweepUnfinished({ db: deps.db, jobs }))
  await jobs.repeat(resweepJob, '* * * * *')
}

/** False when an import has named them since the sweep began: its files have to go too. */
async function finish(db: Db, erasureId: string, { workspaceId, importIds }: Subject): Promise<boolean> {
  const done = await inWorkspace(db, workspaceId, (tx) =>
    sql`update erasures set status = 'done', finished_at = now()
      where workspace_id = ${workspaceId} and erasure_id = ${erasureId} and import_ids <@ ${importIds}::uuid[]`.execute(
      tx,
    ),
  )
  return done.numAffectedRows === 1n
}

/** Sweeps again what a crash or a later import has left undone. */
export async function sweepUnfinished({ db, jobs }: { db: Db; jobs: Pick<Jobs, 'enqueue'> }): Promise<void> {
  const { rows } = await sql<{ workspaceId: string; erasureId: string }>`
    select workspace_id as "workspaceId", erasure_id as "erasureId" from list_unfinished_erasures()`.execute(db)
  for (const row of rows) await jobs.enqueue(sweepJob, row, { key: row.erasureId })
}

async function readSubject(db: Db, workspaceId: string, erasureId: string): Promise<Subject> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<Omit<Subject, 'workspaceId' | 'identities'>>`
      select customer_ids as "customerIds", customer_numbers as numbers, import_ids as "importIds" from erasures
      where workspace_id = ${workspaceId} and erasure_id = ${erasureId}`.execute(tx),
  )
  const [found] = rows
  if (!found) throw new Error(`Erasure ${erasureId} is not there`)
  return { ...found, workspaceId, identities: [] }
}
