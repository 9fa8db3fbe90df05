import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Db } from '#platform/postgres'
import { appendEvents } from './append-events.ts'
import type { CanonicalEvent } from './canonical.ts'
import { isDataFault } from './data-fault.ts'

type Waiting = { events: CanonicalEvent[]; resolve: () => void; reject: (error: unknown) => void }

/** Commits many requests with one transaction: while a workspace's write is under way, what arrives gathers for the next. */
export type EventWriter = {
  /** Resolves once the events are committed. Throws DomainError('unavailable') when too much is waiting already. */
  write: (workspaceId: string, events: CanonicalEvent[]) => Promise<void>
  /** Events accepted by this process and not yet committed. */
  waiting: () => number
  drain: () => Promise<void>
}

const maxGroup = 4_000
const maxWaiting = 50_000

export function createEventWriter(db: Db, clock: Clock, onCommitted: (workspaceId: string) => void): EventWriter {
  const queues = new Map<string, Waiting[]>()
  const busy = new Map<string, Promise<void>>()
  let waiting = 0

  async function run(workspaceId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const group = takeGroup(queue)
      const events = group.flatMap((item) => item.events)
      try {
        await appendEvents(db, clock, workspaceId, events)
        for (const item of group) item.resolve()
        onCommitted(workspaceId)
      } catch (error) {
        // One request's fault is not its neighbours': each is tried alone.
        if (group.length > 1 && isDataFault(error)) await writeEach(workspaceId, group)
        else for (const item of group) item.reject(error)
      }
      waiting -= events.length
    }
    queues.delete(workspaceId)
    busy.delete(workspaceId)
  }

  async function writeEach(workspaceId: string, group: Waiting[]): Promise<void> {
    for (const item of group) {
      await appendEvents(db, clock, workspaceId, item.events).then(() => item.resolve(), item.reject)
    }
    onCommitted(workspaceId)
  }

  return {
    waiting: () => waiting,
    drain: async () => {
      while (busy.size > 0) await Promise.all(busy.values())
    },
    write: (workspaceId, events) => {
      if (waiting + events.length > maxWaiting) {
        return Promise.reject(
          new DomainError('unavailable', 'overloaded', 'Too many events are waiting; try again shortly.', {
            retryAfter: 1,
          }),
        )
      }
      waiting += events.length
      return new Promise((resolve, reject) => {
        const queue = queues.get(workspaceId)
        if (queue) {
          queue.push({ events, resolve, reject })
          return
        }
        const fresh = [{ events, resolve, reject }]
        queues.set(workspaceId, fresh)
        busy.set(workspaceId, run(workspaceId, fresh))
      })
    },
  }
}

function takeGroup(queue: Waiting[]): Waiting[] {
  let count = 0
  let take = 0
  while (take < queue.length && (take === 0 || count + (queue[take]?.events.length ?? 0) <= maxGroup)) {
    count += queue[take]?.events.length ?? 0
    take++
  }
  return queue.splice(0, take)
}
