import type { ModelReport } from '#contract/recommendations'
import type { Neighbours } from '#models/recommendations'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { runInThread } from '#platform/threads'
import { writeNextProducts } from '../next-products/write-next-products.ts'
import type { TrainingDeps } from '../recommendation-deps.ts'
import type { ToldShop } from './choose-lines.ts'
import { readInteractions, type ShopLines } from './read-interactions.ts'
import { saveModel } from './save-model.ts'
import type { TrainedShop } from './train-in-thread.ts'

type Tracked = { signal: AbortSignal; progress: (at: { done: number; total: number }) => void }

const training = new URL('./train-in-thread.ts', import.meta.url)
/** Of the bar: reading, computing, foretelling for everybody. */
const steps = { read: 10, computed: 70, all: 100 }

/**
 * Learns from the shop's own past what goes with what, tests it on the last fifth of that past, puts it into use and writes down what each
 * customer would want next. Computes in threads of its own. Throws conflict/no_purchases when there is nothing to learn from. Safe to repeat.
 */
export async function trainWorkspace(
  deps: Omit<TrainingDeps, 'jobs'>,
  workspaceId: string,
  { signal, progress }: Tracked,
): Promise<void> {
  const { db, ch, clock } = deps
  const started = performance.now()
  progress({ done: 0, total: steps.all })
  const lines = await readInteractions(ch, workspaceId, { until: clock.now(), signal })
  if (lines.products.length === 0)
    throw new DomainError('conflict', 'no_purchases', 'There are no purchases with products yet.')
  progress({ done: steps.read, total: steps.all })
  const { bought, viewed, users, orders } = lines
  const told: ToldShop = { bought, viewed, users, orders }
  const trained = await runInThread<TrainedShop>(training, told, {
    signal,
    transfer: [bought, viewed].flatMap((part) => Object.values(part).map(({ buffer }) => buffer as ArrayBuffer)),
    onProgress: (share) => {
      if (typeof share === 'number')
        progress({ done: steps.read + share * (steps.computed - steps.read), total: steps.all })
    },
  })
  signal.throwIfAborted()
  const products = Array.from(trained.kept, (item) => lines.products[item] ?? '')
  const report = reportOf(lines, trained, (performance.now() - started) / 1000)
  await inWorkspace(db, workspaceId, (tx) =>
    saveModel(tx, workspaceId, { versionId: newId(), at: clock.now(), products, shop: trained.shop, report }),
  )
  progress({ done: steps.computed, total: steps.all })
  const onShare = (share: number): void =>
    progress({ done: steps.computed + share * (steps.all - steps.computed), total: steps.all })
  await writeNextProducts(deps, workspaceId, { products, next: trained.shop.next }, { signal, onShare })
  progress({ done: steps.all, total: steps.all })
}

function reportOf(lines: ShopLines, { shop, kept, ...trained }: TrainedShop, seconds: number): ModelReport {
  const dayOf = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10)
  const { customers, fromDay, toDay } = shop.tested
  return {
    customers: trained.customers,
    products: kept.length,
    orders: lines.orders,
    buyLines: trained.buyLines,
    viewLines: trained.viewLines,
    sampledEvery: lines.sampledEvery,
    seconds,
    tested: customers > 0 ? { from: dayOf(fromDay), to: dayOf(toDay), customers } : null,
    tasks: shop.tasks,
    covered: { similar: covered(shop.similar), together: covered(shop.together), next: covered(shop.next) },
  }
}

/** Items with four neighbours to show at least. */
function covered({ width, item, weight }: Neighbours): number {
  let items = 0
  for (let at = 0; at < item.length; at += width) if ((item[at + 3] ?? -1) >= 0 && (weight[at + 3] ?? 0) > 0) items++
  return items
}
