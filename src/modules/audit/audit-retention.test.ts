import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { beforeEach, expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testDb } from '#testing'
import { hashEntry } from './hash-entry.ts'
import { auditRetention, checkpointSealer, recordAudit, verifyAudit } from './index.ts'

const { db, url } = await testDb()
const seal = checkpointSealer('a secret of this test')
const rule = auditRetention({ db, seal })
const day = 24 * 3600 * 1000
const before = (days: number): string => new Date(Date.now() - days * day).toISOString()
let workspaceId: string

async function asOwner(statement: string, values: unknown[] = []): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(statement, values)
  await owner.end()
}

const record = () =>
  inWorkspace(db, workspaceId, (tx) =>
    recordAudit(tx, workspaceId, { kind: 'system' }, { action: 'api_key.created', target: { kind: 'api_key' } }),
  )

/** A chain as it would be if its entries had been written so many days ago. */
async function chainOf(ages: number[]): Promise<void> {
  let hash: Buffer = Buffer.alloc(0)
  for (const [i, age] of ages.entries()) {
    const at = Math.floor(Date.now() - age * day)
    const entry = { workspaceId, sequence: i + 1, at, actorKind: 'system', actorId: null, action: 'api_key.created' }
    hash = hashEntry(hash, { ...entry, targetKind: 'api_key', targetId: null, detail: {} })
    await asOwner(
      `insert into audit_entries values ($1, $2, to_timestamp($3 / 1000.0), 'system', null, 'api_key.created', 'api_key', null, '{}', $4)`,
      [workspaceId, i + 1, at, hash],
    )
  }
  await asOwner('insert into audit_heads (workspace_id, sequence, hash) values ($1, $2, $3)', [
    workspaceId,
    ages.length,
    hash,
  ])
}

const verify = (by = seal) => verifyAudit({ db, seal: by }, workspaceId)

beforeEach(async () => {
  workspaceId = await newWorkspace(db)
})

test('what is left after old entries went is still proven, and goes on', async () => {
  await chainOf([900, 800, 700, 40, 3])
  expect(await verify()).toEqual({ entries: 5, brokenAt: null })
  expect(await inWorkspace(db, workspaceId, (tx) => rule.count(tx, workspaceId, before(400)))).toBe(3)
  expect(await rule.remove(workspaceId, before(400))).toBe(3)
  expect(await rule.remove(workspaceId, before(400))).toBe(0)
  await record()
  // Two that were left, one that tells of the removal, one more.
  expect(await verify()).toEqual({ entries: 4, brokenAt: null })
})

test('nothing younger than a year goes, whatever is asked', async () => {
  await chainOf([300, 200, 3])
  expect(await rule.remove(workspaceId, before(1))).toBe(0)
  const asked = inWorkspace(db, workspaceId, (tx) => sql`select prune_audit(1, null)`.execute(tx))
  await expect(asked).rejects.toThrow(/365 days stay/)
  expect(await verify()).toEqual({ entries: 3, brokenAt: null })
})

test('who has only the database cannot cut off the beginning unseen', async () => {
  await chainOf([900, 800, 700, 3])
  const hash = createHash('sha256').update('made up').digest()
  await asOwner('delete from audit_entries where workspace_id = $1 and sequence <= 2', [workspaceId])
  expect(await verify()).toMatchObject({ brokenAt: 1 })
  await asOwner(
    `update audit_heads set pruned_sequence = 2, pruned_seal = $2, pruned_hash = coalesce(
      (select hash from audit_entries where workspace_id = $1 and sequence = 2), '\\x00') where workspace_id = $1`,
    [workspaceId, hash],
  )
  expect(await verify()).toMatchObject({ brokenAt: 3 })
})

test('a changed entry behind the beginning is found, and another secret proves nothing', async () => {
  await chainOf([900, 800, 30, 3])
  await rule.remove(workspaceId, before(400))
  expect(await verify(checkpointSealer('another secret'))).toMatchObject({ brokenAt: 3 })
  await asOwner(`update audit_entries set action = 'other' where workspace_id = $1 and sequence = 4`, [workspaceId])
  expect(await verify()).toMatchObject({ brokenAt: 4 })
})

test('entries of one workspace go, not those of another', async () => {
  const mine = workspaceId
  await chainOf([900, 3])
  workspaceId = await newWorkspace(db)
  await chainOf([900, 3])
  await rule.remove(workspaceId, before(400))
  expect(await verifyAudit({ db, seal }, mine)).toEqual({ entries: 2, brokenAt: null })
})
