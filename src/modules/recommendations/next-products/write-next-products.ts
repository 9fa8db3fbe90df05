import type { Neighbours } from '#models/recommendations'
import { dayIn } from '#platform/clock'
import { uuidFromText } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { openThread } from '#platform/threads'
import type { TrainingDeps } from '../recommendation-deps.ts'
import { findModel, findPopular, findProducts } from '../serving/sources.repo.ts'
import type { ForetoldBy } from './foretell.ts'
import type { ForetellOrder } from './foretell-thread.ts'
import { findBuyers, readBuyers } from './read-buyers.ts'

type Tracked = { signal: AbortSignal; onShare: (share: number) => void }

const foretelling = new URL('./foretell-thread.ts', import.meta.url)
const atOnce = 2_000

/**
 * Writes down for everybody who bought within a year what they would most likely want next, by the model now in use, whose neighbours
 * these are: they move to a thread. What is said of the others is taken back. Safe to repeat.
 */
export async function writeNextProducts(
  { db, ch, clock }: Omit<TrainingDeps, 'jobs'>,
  workspaceId: string,
  { products, next }: { products: string[]; next: Neighbours },
  { signal, onShare }: Tracked,
): Promise<void> {
  const workspace = ch.forWorkspace(workspaceId)
  const version = clock.now().epochMilliseconds
  const numbers = await findBuyers(workspace, dayIn(clock.now(), 'UTC'), signal)
  const shop = await inWorkspace(db, workspaceId, async (tx): Promise<ForetoldBy | undefined> => {
    const model = await findModel(tx, workspaceId)
    const facts = await findProducts(tx, workspaceId, products)
    const popular = await findPopular(tx, workspaceId)
    return model && { weights: model.weights, popular, products, next, facts: [...facts.values()], now: version }
  })
  if (!shop) return
  const thread = openThread<ForetellOrder, { rows: Uint8Array }>(foretelling)
  try {
    for (let from = 0; from < numbers.length; from += atOnce) {
      signal.throwIfAborted()
      const some = numbers.subarray(from, from + atOnce)
      const buyers = await inWorkspace(db, workspaceId, (tx) => readBuyers(tx, workspaceId, some))
      const isFirst = from === 0
      const { rows } = await thread.ask(
        { buyers, ...(isFirst ? { shop: { ...shop, workspaceId, version } } : {}) },
        { signal, transfer: isFirst ? buffersOf(next) : [] },
      )
      const token = uuidFromText('next products', workspaceId, String(version), String(from))
      await ch.insertBytes('next_products', [rows], { token })
      onShare(Math.min(1, (from + atOnce) / numbers.length))
    }
  } finally {
    await thread.close()
  }
  await workspace.command(
    `INSERT INTO next_products SELECT workspace_id, customer, {version:UInt64}, emptyArrayString(), emptyArrayString(), emptyArrayString()
    FROM next_products FINAL WHERE workspace_id = {workspace_id:UUID} AND version < {version:UInt64} AND notEmpty(products)`,
    { version },
  )
}

const buffersOf = ({ item, weight }: Neighbours): ArrayBuffer[] =>
  [item, weight].map(({ buffer }) => buffer as ArrayBuffer)
