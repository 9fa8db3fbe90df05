import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { startTestServer } from '../../src/testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()
const two = ['anna', 'béla']

/** Each list, in each of its orders, and what its page calls the place where the next one begins. */
const lists: { path: string; next: string }[] = []
const list = (path: string, next = 'nextCursor') => lists.push({ path, next })

async function make(path: string, body: object): Promise<Record<string, string>> {
  const answer = await shop.ask('POST', path, body)
  expect([path, answer.status]).toEqual([path, 201])
  return (await answer.json()) as Record<string, string>
}

beforeAll(async () => {
  const batch = two.flatMap((userId, i) => [
    { type: 'identify', userId, traits: { name: userId, email: `${userId}${i}@corner.example` } },
    ...[1, 20, 45].map((days) => ({
      type: 'track',
      event: 'Order Completed',
      userId,
      timestamp: new Date(Date.now() - days * 86_400_000).toISOString(),
      properties: {
        order_id: `${i}-${days}`,
        total: 10 + i,
        currency: 'EUR',
        products: [{ product_id: `p${i}`, price: 3 }],
      },
    })),
  ])
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  await server.settle()
  const { segmentId } = await make('/segments', { name: 'All', definition: { kind: 'everyone' } })
  for (const title of two) await make('/tasks', { title })
  for (const subject of two) await make('/tickets', { subject, channel: 'phone', entry: { kind: 'in', text: subject } })
  const { surveyId = '' } = await make('/surveys', { name: 'Again?', kind: 'nps' })
  await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    sql`insert into survey_answers (workspace_id, answer_id, survey_id, score, locale, answered_at)
      select ${shop.workspaceId}, id, ${surveyId}, 9, 'en', now() from unnest(${[newId(), newId()]}::uuid[]) as a (id)`.execute(
      tx,
    ),
  )
  const { customers } = await shop.read<{ customers: { customerId: string }[] }>('/customers')
  const programme = await make('/loyalty/programmes', {
    name: 'Regulars',
    programmeId: newId(),
    rules: { earn: [{ id: 'visit', points: 1 }] },
  })
  for (const { customerId } of customers)
    await shop.ask('POST', `/loyalty/programmes/${programme.programmeId}/members`, { customerId })
  const orders = [
    'name',
    'orders',
    'visits',
    'revenue',
    'average',
    'first_order',
    'last_order',
    'usual_gap',
    'late',
    'yearly',
  ]
  for (const sort of orders) list(`/customers?sort=${sort}`)
  for (const sort of ['due', 'created', 'closed', 'title']) list(`/tasks?sort=${sort}`)
  for (const sort of ['buyers', 'name', 'price', 'seen']) list(`/products?sort=${sort}`)
  for (const sort of ['joined', 'balance', 'lifetime'])
    list(`/loyalty/programmes/${programme.programmeId}/member-list?sort=${sort}`, 'next')
  list('/tickets?')
  list(`/surveys/${surveyId}/answers?`)
  list(`/segments/${segmentId}/members?`, 'next')
  list(`/customers/${customers[0]?.customerId}/timeline?`, 'nextBefore')
})

const values = [
  null,
  '',
  'x',
  -1,
  0.5,
  1e300,
  '1e300',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '2026-02-30 10:00:00+00',
  [],
  {},
]

/** The same place with each of its parts changed for what is none. */
function forgeriesOf(cursor: string): string[] {
  const written = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')
  const place = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Record<string, unknown>
  const changed = Object.keys(place).flatMap((part) =>
    values.map((value) => (Array.isArray(place) ? place.with(Number(part), value) : { ...place, [part]: value })),
  )
  return ['x', written('x'), ...changed.map(written)]
}

test('a cursor that no list gave out is refused, or leads somewhere in it, and is never a fault of ours', async () => {
  expect(lists).toHaveLength(25)
  const faults: string[] = []
  for (const { path, next } of lists) {
    const readCursor = async () => (await shop.read<Record<string, string | null>>(`${path}&limit=1`))[next]
    // Members of a segment are counted some moments later.
    await expect.poll(readCursor, { message: path }).toBeTruthy()
    const cursor = (await readCursor()) ?? ''
    const parameter = next === 'nextBefore' ? 'before' : 'cursor'
    const ask = (one: string) => shop.ask('GET', `${path}&limit=1&${parameter}=${encodeURIComponent(one)}`)
    expect([path, (await ask(cursor)).status]).toEqual([path, 200])
    for (const forged of forgeriesOf(cursor)) {
      const answer = await ask(forged)
      const { reason } = (await answer.json()) as { reason?: string }
      if (answer.status !== 200 && reason !== 'bad_cursor')
        faults.push(`${path} ${Buffer.from(forged, 'base64url')}: ${answer.status} ${reason}`)
    }
  }
  expect(faults).toEqual([])
})
