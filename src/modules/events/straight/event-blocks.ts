import { type Block, binaryRows, copyRows } from '#platform/blocks'
import { takeableJson } from '#platform/clickhouse'
import { type EventBody, eventName, propertiesOf } from '../canonical.ts'
import { batchSize } from '../project-batch.ts'
import type { LoggedEvent } from '../projection.ts'

/** Positions count from the first event of the blocks; `settle` them by `position`. */
export type EventBlocks = {
  /** The whole history of some customers, whose each event is: they are one step of the projector. */
  add: (events: LoggedEvent[], customerIds: string[]) => void
  take: () => Block[]
}

/** What the log, the projector's record and ClickHouse keep of events, as blocks for a workspace that has none yet. */
export function eventBlocks(workspaceId: string, receivedAt: number): EventBlocks {
  const log = copyRows()
  const logPlaces: number[] = []
  const batches = copyRows()
  const batchPlaces: number[] = []
  const told = binaryRows()
  const toldPlaces: number[] = []
  let count = 0
  let batchCount = 0
  let positions: number[] = []
  let owners: string[] = []

  const closeBatch = (): void => {
    const first = positions[0]
    const last = positions.at(-1)
    if (first === undefined || last === undefined) return
    batches.row(6)
    batches.uuid(workspaceId)
    for (const position of [first, last]) {
      batchPlaces.push(batches.place())
      batches.int8(position)
    }
    const begin = batches.place()
    batches.int8s(positions)
    // After the five words of a list's head each value has its length before it.
    for (let i = 0; i < positions.length; i++) batchPlaces.push(begin + 24 + i * 12)
    batches.uuids(owners)
    batches.instant(receivedAt)
    batchCount++
    positions = []
    owners = []
  }

  return {
    add: (events, customerIds) => {
      events.forEach((event, i) => {
        const owner = customerIds[i] ?? ''
        log.row(8)
        log.uuid(workspaceId)
        logPlaces.push(log.place())
        log.int8(count)
        log.uuid(event.messageKey)
        log.instant(event.occurredAt)
        log.instant(receivedAt)
        log.text(event.source)
        const properties = JSON.stringify(propertiesOf(event.body))
        if (event.body.event === undefined) log.none()
        else log.text(event.body.event)
        log.json(textOf(event.body, properties))
        told.uuid(workspaceId)
        told.uuid(owner)
        told.instant(event.occurredAt)
        toldPlaces.push(told.place())
        told.uint64(count)
        told.text(eventName(event.body))
        told.text(event.source)
        told.isNone(true)
        told.text(takeableJson(properties))
        positions.push(count++)
        owners.push(owner)
      })
      if (positions.length >= batchSize) closeBatch()
    },
    take: () => {
      closeBatch()
      const counted = (places: number[], as: 'int8' | 'uint64'): Block['counted'] => [
        { by: 'position', places: Uint32Array.from(places.splice(0)), as },
      ]
      const blocks: Block[] = [
        {
          into: 'event_log (workspace_id, position, message_key, occurred_at, received_at, source, event, body)',
          engine: 'postgres',
          rows: log.take(),
          count,
          counted: counted(logPlaces, 'int8'),
        },
        {
          into: 'event_batches (workspace_id, from_position, to_position, positions, customer_ids, projected_at)',
          engine: 'postgres',
          rows: batches.take(),
          count: batchCount,
          counted: counted(batchPlaces, 'int8'),
        },
        { into: 'events', engine: 'clickhouse', rows: told.take(), count, counted: counted(toldPlaces, 'uint64') },
      ]
      count = 0
      batchCount = 0
      return blocks
    },
  }
}

/** The JSON of a body whose properties are written already, as they are of most: they are most of it. */
function textOf(body: EventBody, properties: string): string {
  if (body.properties === undefined || body.context !== undefined) return JSON.stringify(body)
  let text = ''
  for (const key in body) {
    const value = body[key as keyof EventBody]
    if (value !== undefined && key !== 'properties')
      text += `"${key}":${typeof value === 'string' ? quoted(value) : JSON.stringify(value)},`
  }
  return `{${text}"properties":${properties}}`
}

const mostKept = 4096
const kept = new Map<string, string>()

/** A text as JSON writes it. The same ones come again and again: what an event is called, whose it is. */
function quoted(text: string): string {
  const known = kept.get(text)
  if (known !== undefined) return known
  if (kept.size >= mostKept) kept.clear()
  const written = JSON.stringify(text)
  kept.set(text, written)
  return written
}
