import { beforeAll, expect, test } from 'vitest'
import { type SignedIn, signIn } from '../../src/testing/sign-in.ts'
import { owner, startTestServer } from '../../src/testing/start-test-server.ts'
import { type Schema, sampleOf } from '../isolation/sample-body.ts'
import { hostileValues } from './hostile-values.ts'

type Described = {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
type Operation = { method: string; path: string; queries: string[]; bodies: unknown[] }

const server = await startTestServer()
const shop = await server.openShop()
const nobody = '0198c0de-0000-7000-8000-000000000000'
// What ends the session, the person's account or the shop would leave nothing to ask.
const leaving = /session|account|passkey|password|second-factor|setup|leaving|deletion|\/workspaces|\/me$|sample/

let ask: SignedIn
let operations: Operation[] = []
/** By the first word of an address, somebody or something that is there. */
const ids: Record<string, string> = {}

beforeAll(async () => {
  const order = { order_id: '1', total: 10, currency: 'EUR', products: [{ product_id: 'tea', name: 'Tea', price: 7 }] }
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({
      batch: [
        { type: 'identify', userId: 'anna', traits: { email: 'anna@corner.example', name: 'Anna', city: 'Eger' } },
        { type: 'track', event: 'Order Completed', userId: 'anna', properties: order },
      ],
    }),
  })
  await server.settle()
  ask = await signIn(server.url, owner)
  const goal = { metric: { of: 'orders', measure: 'did' }, windowDays: 7 }
  const arms = ['a', 'b'].map((key, i) => ({ key, name: key, share: 50, isControl: i === 0 }))
  const made = {
    segments: { name: 'All', definition: { kind: 'everyone' } },
    surveys: { name: 'How are we?', kind: 'nps' },
    tickets: { subject: 'Hello', channel: 'phone', entry: { kind: 'in', text: 'Hello' } },
    tasks: { title: 'Call' },
    views: { name: 'Mine', query: {}, columns: [] },
    experiments: { name: 'Card', audience: { kind: 'open' }, arms, goal, days: 20, historyDays: 0 },
    'loyalty/programmes': {
      name: 'Regulars',
      programmeId: crypto.randomUUID(),
      rules: { earn: [{ id: 'x', points: 1 }] },
    },
  }
  for (const [path, body] of Object.entries(made)) {
    const answer = await ask('POST', `/${path}`, body)
    expect([path, answer.status]).toEqual([path, 201])
    const told = Object.entries((await answer.json()) as object)
    ids[path.split('/')[0] ?? ''] = told.find(([name]) => name.endsWith('Id'))?.[1]
  }
  const { customers } = await shop.read<{ customers: { customerId: string }[] }>('/customers')
  ids.customers = customers[0]?.customerId ?? ''
  operations = await readOperations()
})

async function readOperations(): Promise<Operation[]> {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v1/') && !leaving.test(path))
    .flatMap(([path, item]) => Object.entries(item).map(([method, described]) => describe(method, path, described)))
    .filter(({ method }) => method !== 'DELETE')
}

function describe(method: string, path: string, { parameters = [], requestBody }: Described): Operation {
  const noun = path.split('/')[3] ?? ''
  const schema = requestBody?.content['application/json']?.schema
  const inQuery = parameters.filter((one) => one.in === 'query')
  const needed = inQuery
    .filter(({ required }) => required)
    .map(({ name, schema: own }) => [name, String(sampleOf(own))])
  const hostile = inQuery.flatMap(({ name, schema: own }) =>
    hostileValues(own.type === 'array' ? (own.items ?? {}) : own).map((value) => [name, String(value)]),
  )
  const written = (pairs: string[][]) => new URLSearchParams(Object.fromEntries([...needed, ...pairs])).toString()
  return {
    method: method.toUpperCase(),
    path: path.replace('/api/v1', '').replace(/\{\w+\}/g, ids[noun] ?? ids.customers ?? nobody),
    queries: [written([]), ...hostile.map((pair) => written([pair]))],
    bodies: schema === undefined ? [] : hostileValues(schema),
  }
}

/** Which of an operation's questions were answered by a fault of ours. */
async function faultsOf({ method, path, queries, bodies }: Operation): Promise<string[]> {
  const body = method === 'GET' ? undefined : {}
  const asked = [
    ...queries.map((query) => ({ query, body })),
    ...bodies.map((one) => ({ query: queries[0] ?? '', body: one })),
  ]
  const faults: string[] = []
  for (const one of asked) {
    const answer = await ask(method, `${path}?${one.query}`, one.body)
    await answer.body?.cancel()
    if (answer.status === 500) faults.push(`${method} ${path}?${one.query} ${JSON.stringify(one.body)}`)
  }
  return faults
}

test.each(['GET', 'PUT', 'PATCH', 'POST'])(
  'whatever somebody sends by %s is answered, never by a 500',
  async (method) => {
    const wanted = operations.filter((one) => one.method === method)
    expect(wanted.length).toBeGreaterThan(10)
    const faults: string[] = []
    for (const operation of wanted) faults.push(...(await faultsOf(operation)))
    expect(faults).toEqual([])
  },
  600_000,
)
