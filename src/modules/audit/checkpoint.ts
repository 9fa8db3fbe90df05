import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** Where the record begins: `sequence` and `hash` are those of the last entry that was removed for its age. */
export type Checkpoint = { sequence: number; hash: Buffer; seal: Buffer | null }

export type SealCheckpoint = (workspaceId: string, sequence: number, hash: Buffer) => Buffer

/** Keyed with the installation's secret: whoever has only the database cannot cut the record and move its beginning. */
export function checkpointSealer(secret: string): SealCheckpoint {
  const key = Buffer.from(hkdfSync('sha256', secret, 'regulars', 'audit checkpoint', 32))
  return (workspaceId, sequence, hash) =>
    createHmac('sha256', key).update(`${workspaceId}\n${sequence}\n`).update(hash).digest()
}

export function isGenuine(seal: SealCheckpoint, workspaceId: string, checkpoint: Checkpoint): boolean {
  if (checkpoint.sequence === 0) return checkpoint.hash.length === 0
  const expected = seal(workspaceId, checkpoint.sequence, checkpoint.hash)
  return checkpoint.seal?.length === expected.length && timingSafeEqual(checkpoint.seal, expected)
}

export type Head = { sequence: number; hash: Buffer; pruned: Checkpoint }

export async function readHead(tx: Tx, workspaceId: string): Promise<Head> {
  const { rows } = await sql<{ sequence: number; hash: Buffer; from: number; fromHash: Buffer; seal: Buffer | null }>`
    select sequence, hash, pruned_sequence as "from", pruned_hash as "fromHash", pruned_seal as seal
    from audit_heads where workspace_id = ${workspaceId}`.execute(tx)
  const [row] = rows
  const none = Buffer.alloc(0)
  if (!row) return { sequence: 0, hash: none, pruned: { sequence: 0, hash: none, seal: null } }
  const pruned = { sequence: row.from, hash: row.fromHash, seal: row.seal }
  return { sequence: row.sequence, hash: row.hash, pruned }
}
