import { sql } from 'kysely'
import pg from 'pg'
import { beforeEach, expect, test } from 'vitest'
import type { AuditAction } from '#contract/audit-actions'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testDb } from '#testing'
import { checkpointSealer, recordAudit, verifyAudit } from './index.ts'

const { db, url } = await testDb()
const anna = { kind: 'person', actorId: newId() } as const
const seal = checkpointSealer('a secret of this test')
let workspaceId: string

const record = (action: AuditAction, detail: Record<string, unknown> = {}) =>
  inWorkspace(db, workspaceId, (tx) =>
    recordAudit(tx, workspaceId, anna, { action, target: { kind: 'api_key', id: newId() }, detail }),
  )

/** As somebody with the keys of the database could. */
async function tamper(statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(statement)
  await owner.end()
}

beforeEach(async () => {
  workspaceId = await newWorkspace(db)
})

test('an untouched chain is whole, an empty one too', async () => {
  expect(await verifyAudit({ db, seal }, workspaceId)).toEqual({ entries: 0, brokenAt: null })
  await record('api_key.created', { b: 1, a: { z: [1, null], y: 'é' } })
  await record('api_key.revoked')
  expect(await verifyAudit({ db, seal }, workspaceId)).toEqual({ entries: 2, brokenAt: null })
})

test('entries written at once form one chain', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, i) => record('api_key.created', { i })))
  expect(await verifyAudit({ db, seal }, workspaceId)).toEqual({ entries: 20, brokenAt: null })
})

test('verifying holds up nobody who is being recorded', async () => {
  await record('api_key.created')
  const verdict = await inWorkspace(db, workspaceId, async (tx) => {
    // An audited change that has not ended yet.
    await recordAudit(tx, workspaceId, anna, { action: 'api_key.rotated', target: { kind: 'api_key' } })
    return await verifyAudit({ db, seal }, workspaceId)
  })
  expect(verdict).toEqual({ entries: 1, brokenAt: null })
})

test('a change that is undone leaves no entry', async () => {
  const undone = inWorkspace(db, workspaceId, async (tx) => {
    await recordAudit(tx, workspaceId, anna, { action: 'api_key.created', target: { kind: 'api_key' } })
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await verifyAudit({ db, seal }, workspaceId)).toEqual({ entries: 0, brokenAt: null })
})

test('the program itself can neither change nor remove an entry', async () => {
  await record('api_key.created')
  const change = inWorkspace(db, workspaceId, (tx) => sql`update audit_entries set action = 'x'`.execute(tx))
  await expect(change).rejects.toThrow(/permission denied/)
  const removal = inWorkspace(db, workspaceId, (tx) => sql`delete from audit_entries`.execute(tx))
  await expect(removal).rejects.toThrow(/permission denied/)
})

test.each([
  ['a changed entry', `update audit_entries set action = 'other' where sequence = 2`, 2],
  ['a changed actor', 'update audit_entries set actor_id = null where sequence = 1', 1],
  ['a missing entry in the middle', 'delete from audit_entries where sequence = 2', 2],
  ['a cut-off end', 'delete from audit_entries where sequence = 3', 3],
])('%s is found', async (_, statement, brokenAt) => {
  for (const action of ['api_key.created', 'api_key.rotated', 'api_key.revoked'] as const) await record(action)
  await tamper(statement.replace(' where ', ` where workspace_id = '${workspaceId}' and `))
  expect(await verifyAudit({ db, seal }, workspaceId)).toEqual({ entries: 3, brokenAt })
})
