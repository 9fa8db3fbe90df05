import { createHash, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { SealCheckpoint } from '#modules/audit'
import { appendCustomerEvents } from '#modules/customers'
import { inWorkspace, prepared, type Tx } from '#platform/postgres'
import { tellOf } from '../tell.ts'
import { tellTraits } from '../tell-traits.ts'
import type { ChainDeps } from './desk.ts'

export const sealedAtOnce = 1000

type Sealed = {
  id: string
  programmeId: string
  kind: string
  memberId: string | null
  customerId: string | null
  order: string | null
  at: number
  recorded: number
  version: number
  actorKind: string
  actorId: string | null
  detail: Record<string, unknown>
  lines: [line: number, account: string, currency: string, lot: string | null, amount: number][]
}

const columns = sql`t.transaction_id as id, t.programme_id as "programmeId", t.kind, t.member_id as "memberId", t.order_ref as "order",
  (extract(epoch from t.at) * 1000)::bigint as at, (extract(epoch from t.recorded_at) * 1000)::bigint as recorded, t.version,
  t.actor_kind as "actorKind", t.actor_id as "actorId", t.detail,
  coalesce((select jsonb_agg(jsonb_build_array(e.line, e.account_id, e.currency, e.lot_id, e.amount) order by e.line)
    from loyalty_entries e where e.workspace_id = t.workspace_id and e.transaction_id = t.transaction_id), '[]') as lines`

/**
 * Chains what has been committed since the last time, and tells the customers' timelines: tills never wait for it. Which came first
 * among those is decided here, by whoever holds the lock of the chain's end. Returns how many.
 */
export async function sealTransactions(deps: ChainDeps, workspaceId: string): Promise<number> {
  const work = async (tx: Tx): Promise<number> => {
    await prepared`insert into loyalty_seal_heads (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(
      tx,
    )
    const head = await readHead(tx, workspaceId, true)
    const { rows } = await prepared<Sealed>`select ${columns}, m.customer_id as "customerId"
      from (select transaction_id from loyalty_unsealed where workspace_id = ${workspaceId}
        order by transaction_id limit ${sealedAtOnce}) u
      cross join lateral (select * from loyalty_transactions
        where workspace_id = ${workspaceId} and transaction_id = u.transaction_id offset 0) t
      left join lateral (select customer_id from loyalty_members
        where workspace_id = ${workspaceId} and member_id = t.member_id offset 0) m on true
      order by t.transaction_id`.execute(tx)
    if (rows.length === 0) return 0
    let { sequence, hash } = head
    const seals = rows.map((row) => {
      sequence += 1
      hash = hashOf(hash, workspaceId, sequence, row)
      return { sequence, id: row.id, hash: hash.toString('hex') }
    })
    await prepared`insert into loyalty_seals (workspace_id, sequence, transaction_id, hash)
      select ${workspaceId}, x.sequence, x.id, decode(x.hash, 'hex')
      from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as x(sequence bigint, id uuid, hash text)`.execute(tx)
    // An end that is not ours stays so: what follows does not make it genuine.
    const mac = isGenuine(deps.seal, workspaceId, head) ? macOf(deps.seal, workspaceId, sequence, hash) : head.mac
    await prepared`update loyalty_seal_heads set sequence = ${sequence}, hash = ${hash}, mac = ${mac}
      where workspace_id = ${workspaceId}`.execute(tx)
    await prepared`delete from loyalty_unsealed where workspace_id = ${workspaceId}
      and transaction_id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(tx)
    const members = [...new Set(rows.flatMap(({ memberId }) => memberId ?? []))]
    const told = [...rows.flatMap(tellOf), ...(await tellTraits(tx, deps.clock, workspaceId, members))]
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, told)
    return rows.length
  }
  const sealed = await inWorkspace(deps.db, workspaceId, work, { plansOnce: true })
  if (sealed > 0) deps.onWritten(workspaceId)
  return sealed
}

type Head = { sequence: number; hash: Buffer; mac: Buffer | null }

const macOf = (seal: SealCheckpoint, workspaceId: string, sequence: number, hash: Buffer): Buffer =>
  seal(`loyalty:${workspaceId}`, sequence, hash)

function isGenuine(seal: SealCheckpoint, workspaceId: string, { sequence, hash, mac }: Head): boolean {
  if (sequence === 0) return hash.length === 0
  const expected = macOf(seal, workspaceId, sequence, hash)
  return mac?.length === expected.length && timingSafeEqual(mac, expected)
}

async function readHead(tx: Tx, workspaceId: string, lock: boolean): Promise<Head> {
  const { rows } = await sql<Head>`select sequence, hash, mac from loyalty_seal_heads
    where workspace_id = ${workspaceId} ${lock ? sql`for update` : sql``}`.execute(tx)
  return rows[0] ?? { sequence: 0, hash: Buffer.alloc(0), mac: null }
}

function hashOf(previous: Buffer, workspaceId: string, sequence: number, row: Sealed): Buffer {
  const { id, programmeId, kind, memberId, order, at, recorded, version, actorKind, actorId, detail, lines } = row
  const fields = [
    workspaceId,
    sequence,
    id,
    programmeId,
    kind,
    memberId,
    order,
    at,
    recorded,
    version,
    actorKind,
    actorId,
    detail,
    lines,
  ]
  return createHash('sha256').update(previous).update(stable(fields)).digest()
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${stable(field)}`).join(',')}}`
}

export type ChainVerdict = { transactions: number; unsealed: number; brokenAt: number | null }

/**
 * Reckons the chain of a workspace again. `brokenAt` is the first that is missing or is not what was written; the last, when the chain
 * is whole in itself but its end was not sealed by this installation.
 */
export async function verifyChain(
  { db, seal }: Pick<ChainDeps, 'db' | 'seal'>,
  workspaceId: string,
): Promise<ChainVerdict> {
  const head = await inWorkspace(db, workspaceId, (tx) => readHead(tx, workspaceId, false))
  let hash: Buffer = Buffer.alloc(0)
  let sequence = 0
  let brokenAt: number | null = null
  while (sequence < head.sequence && brokenAt === null) {
    const page = await inWorkspace(db, workspaceId, async (tx) => {
      const { rows } = await sql<Sealed & { sequence: number; hash: Buffer }>`select s.sequence, s.hash, ${columns}
        from loyalty_seals s join loyalty_transactions t using (workspace_id, transaction_id)
        where s.workspace_id = ${workspaceId} and s.sequence > ${sequence} and s.sequence <= ${head.sequence}
        order by s.sequence limit ${sealedAtOnce}`.execute(tx)
      return rows
    })
    for (const row of page) {
      sequence += 1
      const expected = hashOf(hash, workspaceId, sequence, row)
      if (row.sequence !== sequence || !expected.equals(row.hash)) {
        brokenAt = sequence
        break
      }
      hash = row.hash
    }
    if (page.length === 0) brokenAt = sequence + 1
  }
  if (brokenAt === null && !(hash.equals(head.hash) && isGenuine(seal, workspaceId, head))) brokenAt = head.sequence
  const unsealed = await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from loyalty_unsealed
      where workspace_id = ${workspaceId}`.execute(tx)
    return rows[0]?.count ?? 0
  })
  return { transactions: head.sequence, unsealed, brokenAt }
}
