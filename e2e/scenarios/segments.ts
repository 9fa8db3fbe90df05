import { sql } from 'kysely'
import { type Condition, condition } from '#contract/segments'
import { appendEvents, type CanonicalEvent } from '#modules/events'
import {
  changeSegment,
  changeSegmentList,
  createSegment,
  matchCustomers,
  recountSegment,
  settleSegments,
} from '#modules/segments'
import { createWorkspace } from '#modules/workspaces'
import type { Actor } from '#platform/http'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { allowOnly, expectSame, type Node, type Scenario, type Stage } from './scenario.ts'
import { translateCondition, type Words } from './translate-condition.ts'

type Step = { do: string } & Node

const start = Temporal.Instant.from('2026-03-02T00:00:00Z')
const actor: Actor = { kind: 'key', actorId: '00000000-0000-7000-8000-000000000001' } as Actor

/** Drives the product's own doors with one scenario, in a workspace of its own; throws what was expected and what came. */
export async function runSegmentScenario({ regulars, clock }: Stage, scenario: Scenario): Promise<void> {
  const zone = String(scenario.timezone ?? scenario.tz ?? 'UTC')
  clock.set(start.toString())
  const { workspaceId } = await createWorkspace(regulars.db, {
    name: scenario.id,
    timeZone: zone,
    currency: 'EUR',
    locale: 'en',
  })
  const segmentId = newId()
  const named = new Map<string, string>()
  let definition: Condition | null = null
  let key: string | undefined
  let kept: string[] = []
  let generated = 0

  const settle = async (): Promise<void> => {
    await regulars.projector?.settle()
    await settleSegments(regulars.segments)
    // Entries and exits are events themselves.
    await regulars.projector?.settle()
    await settleSegments(regulars.segments)
  }
  const words: Words = {
    moment: translateMoment,
    name: (segment) => {
      const id = named.get(String(segment))
      if (id === undefined) throw new Error(`unknown segment ${String(segment)}`)
      return id
    },
  }
  const translate = (node: Node): Condition | null => {
    if (node.manual === true) return null
    return condition.parse(translateCondition((node.filter ?? node) as Node, words))
  }
  const define = async (id: string, name: string, node: Node): Promise<Condition | null> => {
    const wanted = translate(node)
    const exists = await inWorkspace(regulars.db, workspaceId, (tx) =>
      sql`select from segments where segment_id = ${id}`.execute(tx),
    )
    if (exists.rows.length > 0) await changeSegment(regulars.segments, workspaceId, actor, id, { definition: wanted })
    else await createSegment(regulars.segments, workspaceId, actor, { segmentId: id, name, definition: wanted })
    return wanted
  }
  for (const [name, node] of otherSegments(scenario)) {
    named.set(name, newId())
    await define(words.name(name), name, node)
  }
  if (scenario.definition) definition = await define(segmentId, 'subject', scenario.definition as Node)

  const send = async (events: CanonicalEvent[]): Promise<void> => {
    for (let i = 0; i < events.length; i += 1000)
      await appendEvents(regulars.db, clock, workspaceId, events.slice(i, i + 1000))
    await settle()
  }
  const members = async (asked = segmentId): Promise<string[]> => {
    if (key !== undefined && definition && asked === segmentId) return await matching(definition, key)
    const found = await inWorkspace(regulars.db, workspaceId, (tx) =>
      sql<{
        user: string
      }>`select i.value as "user" from segment_members m join customer_identities i using (workspace_id, customer_id)
        where m.segment_id = ${asked} and i.kind in ('external_id', 'anonymous_id')`.execute(tx),
    )
    return found.rows.map(({ user }) => user)
  }
  const matching = async (condition: Condition, runKey: string): Promise<string[]> =>
    await inWorkspace(regulars.db, workspaceId, async (tx) => {
      const found = await sql<{ user: string; id: string }>`select value as "user", customer_id as id
        from customer_identities where kind in ('external_id', 'anonymous_id')`.execute(tx)
      const ids = found.rows.map(({ id }) => id)
      const people = { persons: ids, family: ids }
      const holds = await matchCustomers(regulars.segments, tx, workspaceId, condition, people, runKey)
      return found.rows.filter(({ id }) => holds.has(id)).map(({ user }) => user)
    })
  const idsOf = async (users: string[]): Promise<string[]> => {
    await send(users.map((user) => canonical({ type: 'identify', user, at: -1, attrs: {} }, `seen-${user}`)))
    const found = await inWorkspace(regulars.db, workspaceId, (tx) =>
      sql<{ user: string; id: string }>`select value as "user", customer_id as id from customer_identities
        where kind in ('external_id', 'anonymous_id') and value = any(${users}::text[])`.execute(tx),
    )
    const ids = new Map(found.rows.map(({ user, id }) => [user, id]))
    return users.flatMap((user) => ids.get(user) ?? [])
  }
  const perform: Record<string, (step: Step) => Promise<void>> = {
    send: async (step) => send((step.events as Node[]).map((event) => canonical(event))),
    clock: async (step) => {
      clock.set(momentAt(step.to))
      await settle()
    },
    set_now: async (step) => {
      clock.set(momentAt(step.to))
      await settle()
    },
    redefine: async (step) => {
      definition = await define(segmentId, 'subject', step.definition as Node)
      await settle()
    },
    define: async (step) => {
      const name = String(step.id ?? step.name ?? step.segment)
      if (!named.has(name)) named.set(name, newId())
      await define(words.name(name), name, step.definition as Node)
      await settle()
    },
    recompute: async () => {
      await recountSegment(regulars.segments, workspaceId, segmentId)
      await settle()
    },
    manual: async (step) => {
      const list = (users: unknown): Promise<string[]> => idsOf((users ?? []) as string[])
      await changeSegmentList(regulars.segments, workspaceId, actor, segmentId, {
        add: await list(step.add),
        remove: await list(step.remove),
        ...(step.replace === undefined ? {} : { replace: await list(step.replace) }),
      })
      await settle()
    },
    generate: async (step) => {
      generated = Number(step.users)
      const users = Array.from({ length: generated }, (_, i) => `g${i}`)
      await send(users.map((user) => canonical({ type: 'identify', user, at: -1, attrs: {} })))
    },
    with_key: async (step) => {
      key = String(step.value)
    },
    expect: async (step) => {
      await settle()
      const are = await members(step.segment === undefined ? segmentId : words.name(step.segment))
      const wanted = (step.members ?? []) as string[]
      const unwanted = (step.non_members ?? []) as string[]
      const seen = [...wanted, ...unwanted].filter((user) => are.includes(user)).sort()
      expectSame('members', [...wanted].sort(), seen)
    },
    expect_entries: async (step) => {
      const [customerId] = await idsOf([String(step.user)])
      const found = await inWorkspace(regulars.db, workspaceId, (tx) =>
        sql<{ count: number }>`select count(*)::int as count from event_log where event = 'Segment Entered'
          and body ->> 'customerId' = ${customerId} and body -> 'properties' ->> 'segment_id' = ${segmentId}`.execute(
          tx,
        ),
      )
      expectSame('entries', step.count, found.rows[0]?.count)
    },
    expect_share: async (step) => {
      kept = (await members()).sort()
      const share = kept.length / generated
      if (!(share >= Number(step.min) && share <= Number(step.max)))
        throw new Error(`share: expected ${String(step.min)} to ${String(step.max)} got ${share}`)
    },
    expect_unchanged: async () => expectSame('members', kept, (await members()).sort()),
  }
  await settle()
  for (const step of scenario.steps as Step[]) {
    const act = perform[step.do]
    if (!act) throw new Error(`unknown step ${step.do}`)
    await act(step)
  }
}

const aboutIt = ['id', 'source', 'title', 'notes', 'note', 'timezone', 'tz', 'definition', 'steps']

/** By what they are called: whatever else a scenario holds are lists of segments, or objects of them by name. */
function otherSegments(scenario: Scenario): [string, Node][] {
  const lists = Object.entries(scenario).flatMap(([name, list]) => (aboutIt.includes(name) ? [] : [list]))
  return lists.flatMap((list) =>
    Object.entries(list as Record<string, Node>).map(([place, node]): [string, Node] => [
      String(node.id ?? node.name ?? place),
      (node.definition ?? node) as Node,
    ]),
  )
}

const fields: Record<string, string[]> = {
  identify: ['attrs'],
  track: ['name', 'props'],
  message_event: ['name', 'template', 'channel'],
  subscribe: ['group'],
  unsubscribe: ['group'],
}

const listEvents: Record<string, string> = { subscribe: 'Topic Subscribed', unsubscribe: 'Topic Unsubscribed' }

function canonical(event: Node, messageId?: string): CanonicalEvent {
  const type = String(event.type)
  if (!fields[type]) throw new Error(`unknown event ${type}`)
  allowOnly(type, event, ['type', 'id', 'user', 'anonymous', 'at', ...fields[type]])
  // With both they turn out to be one.
  const who = {
    ...(event.user === undefined ? {} : { userId: String(event.user) }),
    ...(event.anonymous === undefined ? {} : { anonymousId: String(event.anonymous) }),
  } as { userId: string }
  const at = { messageId: messageId ?? String(event.id ?? newId()), occurredAt: momentAt(event.at), source: 'segment' }
  const values = (given: unknown): Node => translateDeep(given ?? {}) as Node
  if (type === 'identify') return { ...at, body: { type: 'identify', ...who, traits: values(event.attrs) } }
  if (type === 'track')
    return { ...at, body: { type: 'track', ...who, event: String(event.name), properties: values(event.props) } }
  if (type === 'message_event') {
    const name = String(event.name)
    const { template, channel } = event
    const properties = JSON.parse(JSON.stringify({ template, channel })) as Node
    return {
      ...at,
      body: { type: 'track', ...who, event: `Message ${name[0]?.toUpperCase()}${name.slice(1)}`, properties },
    }
  }
  const named = listEvents[type] ?? type
  return { ...at, body: { type: 'track', ...who, event: named, properties: { topic: event.group } } }
}

/** Seconds from T0, `T+5h`, or an instant of its own. */
function momentAt(value: unknown): string {
  if (typeof value === 'number') return start.add({ milliseconds: Math.round(value * 1000) }).toString()
  const moment = translateMoment(value)
  return typeof moment === 'string' ? Temporal.Instant.from(moment).toString() : start.toString()
}

const units: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

function translateMoment(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const found = /^T(?:([+-]\d+(?:\.\d+)?)(ms|s|min|m|h|d|w))?$/.exec(value)
  if (!found || (found[1] === undefined && value !== 'T0' && value !== 'T')) return value
  const ms = Number(found[1] ?? 0) * (units[found[2] ?? 'ms'] ?? 0)
  return start.add({ milliseconds: Math.round(ms) }).toString()
}

function translateDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translateDeep)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, translateDeep(part)]))
  return translateMoment(value)
}
