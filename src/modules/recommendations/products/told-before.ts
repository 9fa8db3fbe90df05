import type { SeenProduct } from './products.repo.ts'

export type ToldBefore = {
  /** Those of which something may be new. */
  pick: (workspaceId: string, seen: Iterable<SeenProduct>) => SeenProduct[]
  /** What came of it: these rows were written, the others stand just as they were told. */
  note: (workspaceId: string, seen: SeenProduct[], written: ReadonlySet<string>) => void
}

type Known = SeenProduct & { until: number }

const keptMs = 60_000
const mostKept = 50_000
const day = 86_400_000
const attributes = ['name', 'category', 'priceMinor', 'currency', 'imageUrl', 'url', 'inStock'] as const

/**
 * What was told of products and found unchanged a moment ago, so that a shop whose pages tell the same all day is not looked up with every
 * batch. Only what was read is noted, never what was written: a transaction may still be rolled back. What an API changes is seen again
 * within a minute.
 */
export function createToldBefore(): ToldBefore {
  const known = new Map<string, Known>()
  return {
    pick(workspaceId, seen) {
      const now = performance.now()
      return [...seen].filter((one) => {
        const found = known.get(keyOf(workspaceId, one))
        if (!found || found.until < now || one.first < found.first - day || one.at > found.at + day) return true
        return attributes.some((name) => one[name] !== null && one[name] !== found[name])
      })
    },
    note(workspaceId, seen, written) {
      const until = performance.now() + keptMs
      if (known.size > mostKept) known.clear()
      for (const one of seen) {
        const key = keyOf(workspaceId, one)
        const found = known.get(key)
        if (written.has(one.productId)) known.delete(key)
        else known.set(key, found ? join(found, one, until) : { ...one, until })
      }
    },
  }
}

function join(found: Known, one: SeenProduct, until: number): Known {
  const joined = { ...found, until, first: Math.min(found.first, one.first), at: Math.max(found.at, one.at) }
  for (const name of attributes) if (one[name] !== null) Object.assign(joined, { [name]: one[name] })
  return joined
}

function keyOf(workspaceId: string, { productId }: SeenProduct): string {
  return `${workspaceId}${productId}`
}
