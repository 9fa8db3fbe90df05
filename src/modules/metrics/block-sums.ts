import { createHash } from 'node:crypto'
import { customersPerBlock } from '#modules/events'
import type { Params, WorkspaceClickhouse } from '#platform/clickhouse'

/** A block of neighbouring customers and the number of its changes so far. */
export type Block = { block: number; version: number }
export type Sums = { key: number; sums: number[] }

/** What a question's SQL needs to count by block: which customers, and the block of one. */
export type BlockSql = { whose: string; of: (customer: string) => string }

export type SumsQuestion = {
  /** `SELECT block, key, sums …`, one row for each block and key; sums of the blocks added up must be the answer */
  sql: (by: BlockSql) => string
  params: Params
  /** counted of all customers at once, so that any change asks for it anew */
  isWhole?: boolean
}

// Split at once, or one thread would do all that follows a grouping of neighbours.
const settings = 'SETTINGS group_by_two_level_threshold = 1'
const everybody: BlockSql = { whose: '', of: () => 'toUInt32(0)' }
const byBlock: BlockSql = { whose: '', of: (customer) => `toUInt32(intDiv(${customer}, ${customersPerBlock}))` }
const someBlocks: BlockSql = {
  ...byBlock,
  whose: `AND intDiv(customer, ${customersPerBlock}) IN {blocks:Array(UInt32)}`,
}

// Below that a question is answered sooner than it is looked up.
const fewestBlocks = 8

// A block has changed at least as often as something was sold in it, so this bounds the memory of one statement.
const mostChanges = 25_000_000

/** Blocks to be counted by one statement each, in order. */
export function portionsOf(blocks: Block[]): Block[][] {
  const portions: Block[][] = []
  let changes = mostChanges
  for (const block of blocks) {
    changes += block.version
    if (changes > mostChanges) {
      portions.push([])
      changes = block.version
    }
    portions.at(-1)?.push(block)
  }
  return portions
}

/** The blocks of a shop so large that sums of them are kept; none for smaller ones. */
export async function readBlocks(ch: WorkspaceClickhouse): Promise<Block[]> {
  const blocks = await ch.query<Block>(
    `SELECT block, sum(changes) AS version FROM customer_blocks
    WHERE workspace_id = {workspace_id:UUID} GROUP BY block ORDER BY block`,
  )
  return blocks.length < fewestBlocks ? [] : blocks
}

/** Counts without keeping anything. */
export async function countSums(ch: WorkspaceClickhouse, { sql, params }: SumsQuestion): Promise<Sums[]> {
  return ch.query<Sums>(`SELECT key, sums FROM (${sql(everybody)}) ORDER BY key ${settings}`, params)
}

/**
 * The answer as of `blocks`, which were read before: sums of blocks that have not changed since they were last counted are kept, the
 * others are counted now and kept. Two who ask at once both count, and find the same.
 */
export async function keepSums(ch: WorkspaceClickhouse, blocks: Block[], question: SumsQuestion): Promise<Sums[]> {
  const wanted = question.isWhole
    ? [{ block: 0, version: blocks.reduce((sum, { version }) => sum + version, 0) }]
    : blocks
  const sql = question.sql(question.isWhole ? everybody : byBlock)
  const name = createHash('sha256')
    .update(JSON.stringify([sql, question.params]))
    .digest('base64url')
    .slice(0, 22)
  const kept = await ch.query<Block>(
    `SELECT block, max(s.version) AS version FROM block_sums AS s
    WHERE workspace_id = {workspace_id:UUID} AND question = {question:String} GROUP BY block`,
    { question: name },
  )
  const versionOf = new Map(kept.map(({ block, version }) => [block, version]))
  const stale = wanted.filter(({ block, version }) => versionOf.get(block) !== version)
  for (const portion of portionsOf(stale)) {
    const isSome = portion.length < wanted.length
    await ch.command(countSql(isSome ? question.sql(someBlocks) : sql), {
      ...question.params,
      question: name,
      ...columns(portion),
    })
  }
  return ch.query<Sums>(
    `SELECT key, sumForEach(added) AS sums
    FROM (
      SELECT s.keys AS keys, s.sums AS all_sums FROM block_sums AS s WHERE workspace_id = {workspace_id:UUID} AND question = {question:String}
        AND (block, version) IN (SELECT arrayJoin(arrayZip({blocks:Array(UInt32)}, {versions:Array(UInt64)})))
      LIMIT 1 BY block)
    ARRAY JOIN keys AS key, all_sums AS added GROUP BY key ORDER BY key`,
    { question: name, ...columns(wanted) },
  )
}

// A block in which nobody is left is kept as well, without keys.
const countSql = (sql: string): string => `
  INSERT INTO block_sums (workspace_id, question, block, version, keys, sums)
  SELECT {workspace_id:UUID}, {question:String}, asked.block, asked.version, counted.keys, counted.sums
  FROM (SELECT pair.1 AS block, pair.2 AS version
    FROM (SELECT arrayJoin(arrayZip({blocks:Array(UInt32)}, {versions:Array(UInt64)})) AS pair)) AS asked
  LEFT JOIN (SELECT block, groupArray(toUInt64(key)) AS keys, groupArray(sums) AS sums FROM (${sql}) GROUP BY block) AS counted
    ON asked.block = counted.block ${settings}`

const columns = (blocks: Block[]): Params => ({
  blocks: blocks.map(({ block }) => block),
  versions: blocks.map(({ version }) => version),
})
