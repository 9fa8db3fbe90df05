import { Session } from 'chdb'
import { type ChdbPlace, createPlace } from './chdb-place.ts'

/** What a query needs a connection for. `short` queries and inserts have places that others cannot take. */
export type Lane = 'insert' | 'short' | 'normal'

export type ChdbPool = {
  use: <T>(lane: Lane, work: (place: ChdbPlace) => Promise<T>) => Promise<T>
  busy: () => number
  close: () => void
}

// Queries on one chDB connection wait for each other, so a small query gets a connection that no heavy one may take.
const reserved: Record<Lane, readonly Lane[]> = {
  insert: ['insert'],
  short: ['short', 'normal'],
  normal: ['normal'],
}

const places: readonly Lane[] = ['insert', 'insert', 'short', 'short', 'normal', 'normal', 'normal']

/** How many queries can run at once, which is how many native threads the process must have. */

/** Opens the connections on one data directory; throws when another process holds it. */
export function openPool(path: string, connectionArgs: readonly string[]): ChdbPool {
  const open = (): Session => new Session(path, { connectionArgs })
  const free = new Map<Lane, ChdbPlace[]>([
    ['insert', []],
    ['short', []],
    ['normal', []],
  ])
  const waiting: { lane: Lane; take: (taken: { place: ChdbPlace; home: Lane }) => void }[] = []
  const control = open()
  for (const lane of places) free.get(lane)?.push(createPlace(open, control))

  let busy = 0
  const takeFree = (lane: Lane): { place: ChdbPlace; home: Lane } | undefined => {
    for (const home of reserved[lane]) {
      const place = free.get(home)?.pop()
      if (place !== undefined) return { place, home }
    }
    return undefined
  }
  const giveBack = (place: ChdbPlace, home: Lane): void => {
    const next = waiting.findIndex(({ lane }) => reserved[lane].includes(home))
    const [waiter] = next === -1 ? [] : waiting.splice(next, 1)
    if (waiter === undefined) free.get(home)?.push(place)
    else waiter.take({ place, home })
  }
  return {
    use: async (lane, work) => {
      const { place, home } =
        takeFree(lane) ?? (await new Promise<{ place: ChdbPlace; home: Lane }>((take) => waiting.push({ lane, take })))
      busy += 1
      try {
        return await work(place)
      } finally {
        busy -= 1
        giveBack(place, home)
      }
    },
    busy: () => busy + waiting.length,
    close: () => {
      for (const list of free.values()) for (const place of list) place.close()
      control.close()
    },
  }
}
