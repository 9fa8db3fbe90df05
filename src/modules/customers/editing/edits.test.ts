import { beforeAll, expect, test } from 'vitest'
import { type Shop, startTestServer, type TestServer } from '../../../testing/start-test-server.ts'

let server: TestServer
let shop: Shop
let other: Shop
type Customer = {
  customerId: string
  name: string | null
  email: string | null
  tags: string[]
  traits: Record<string, unknown>
}

beforeAll(async () => {
  server = await startTestServer()
  shop = await server.openShop()
  other = await server.openShop({ name: 'Another shop' })
})

async function create(body: object): Promise<Customer> {
  const answer = await shop.ask('POST', '/customers', body)
  expect(answer.status).toBe(201)
  return (await answer.json()) as Customer
}

async function change(
  id: string,
  body: object,
): Promise<{ status: number; body: Customer & { reason?: string; customerId?: string } }> {
  const answer = await shop.ask('PATCH', `/customers/${id}`, body)
  return { status: answer.status, body: (await answer.json()) as Customer & { reason?: string } }
}

test('a customer entered by hand is there at once, and an address of somebody else is refused with who has it', async () => {
  const anna = await create({
    name: 'Kovács Anna',
    email: 'Anna@Corner.example',
    phone: '+36 30 123 4567',
    tags: ['vip'],
    traits: { size: 'M' },
  })
  expect(anna).toMatchObject({
    name: 'Kovács Anna',
    email: 'anna@corner.example',
    phone: '+36301234567',
    tags: ['vip'],
    traits: { size: 'M' },
  })
  const taken = await shop.ask('POST', '/customers', { name: 'Anna again', email: 'anna@corner.example' })
  expect(taken.status).toBe(409)
  expect(await taken.json()).toMatchObject({ reason: 'email_taken', details: { customerId: anna.customerId } })
  expect((await shop.ask('POST', '/customers', { tags: ['vip'] })).status).toBe(400)
})

test('a change is seen at once; null takes away; what is not given stays', async () => {
  const { customerId } = await create({
    name: 'Bela',
    email: 'bela@corner.example',
    tags: ['a', 'b'],
    traits: { size: 'L', vip: true },
  })
  const { body } = await change(customerId, { name: 'Szűcs Béla', tags: ['b', 'c'], traits: { size: null, visits: 3 } })
  expect(body).toMatchObject({ name: 'Szűcs Béla', email: 'bela@corner.example', tags: ['b', 'c'] })
  expect(body.traits).toMatchObject({ vip: true, visits: 3 })
  expect(body.traits).not.toHaveProperty('size')
})

test('an address that was corrected is free for whose it is', async () => {
  const wrong = await create({ name: 'Cili', email: 'dora@corner.example' })
  await change(wrong.customerId, { email: 'cili@corner.example' })
  const right = await create({ name: 'Dóra', email: 'dora@corner.example' })
  expect(right.customerId).not.toBe(wrong.customerId)
})

test('a defined trait takes only what it is for', async () => {
  const { customerId } = await create({ name: 'Emma' })
  for (const [trait, kind, options] of [
    ['born', 'date', []],
    ['drink', 'choice', ['tea', 'coffee']],
    ['children', 'number', []],
  ] as const)
    expect((await shop.ask('POST', '/trait-definitions', { trait, label: trait, kind, options })).status).toBe(201)
  for (const traits of [{ born: '2026-02-30' }, { drink: 'beer' }, { children: 'many' }])
    expect(await change(customerId, { traits })).toMatchObject({ status: 400, body: { reason: 'bad_trait_value' } })
  const { body } = await change(customerId, { traits: { born: '1990-02-28', drink: 'tea', children: '2' } })
  expect(body.traits).toMatchObject({ born: '1990-02-28', drink: 'tea', children: 2 })
  const { suggestions } = await shop.read<{ suggestions: { trait: string; kind: string }[] }>(
    '/trait-definitions?suggestions=true',
  )
  expect(suggestions.map((one) => one.trait)).not.toContain('born')
})

test("another shop's customers and definitions are not there", async () => {
  const { customerId } = await create({ name: 'Ferenc' })
  expect((await other.ask('PATCH', `/customers/${customerId}`, { name: 'Mine' })).status).toBe(404)
  expect((await other.ask('DELETE', '/trait-definitions/drink')).status).toBe(404)
  expect(await other.read('/trait-definitions')).toMatchObject({ definitions: [] })
})

async function bulk(body: object): Promise<string> {
  const answer = await shop.ask('POST', '/bulk-edits', body)
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { bulkEditId: string }).bulkEditId
}

async function until(id: string, status: string): Promise<Record<string, number>> {
  for (;;) {
    const edit = await shop.read<Record<string, number> & { status: string }>(`/bulk-edits/${id}`)
    if (edit.status === status) return edit
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('the same change to many, sent twice at once, is one', async () => {
  const { customerId } = await create({ name: 'Twice' })
  const asked = {
    selection: { customerIds: [customerId] },
    change: { kind: 'add_tag', tag: 'z' },
    requestKey: 'sent-twice',
  }
  const [one, other] = await Promise.all([bulk(asked), bulk(asked)])
  expect(other).toBe(one)
})

test('a change to many gives back exactly what was there, except where somebody changed it since', async () => {
  const people = await Promise.all(
    [
      { tags: ['x', 'old'] },
      { tags: ['x'], traits: { drink: 'coffee' } },
      { tags: ['x'], traits: { drink: 'coffee' } },
    ].map((more, i) => create({ name: `Bulk ${i}`, ...more })),
  )
  const traitsNow = async () =>
    Promise.all(people.map(async (p) => (await shop.read<Customer>(`/customers/${p.customerId}`)).traits))
  const before = await traitsNow()
  const selection = { query: { tag: ['x'] } }
  const requestKey = 'once-and-once-only'
  expect(
    await (await shop.ask('POST', '/bulk-edits/preview', { selection, change: { kind: 'add_tag', tag: 'y' } })).json(),
  ).toEqual({ customers: 3, atLeast: false })
  const id = await bulk({ selection, requestKey, change: { kind: 'set_trait', trait: 'drink', value: 'tea' } })
  expect(await bulk({ selection, requestKey, change: { kind: 'set_trait', trait: 'drink', value: 'tea' } })).toBe(id)
  expect(await until(id, 'done')).toMatchObject({ total: 3, changed: 3 })
  expect((await traitsNow()).map((traits) => traits.drink)).toEqual(['tea', 'tea', 'tea'])
  await change(people[2]?.customerId ?? '', { traits: { drink: 'coffee' } })
  await shop.ask('POST', `/bulk-edits/${id}/undo`)
  expect(await until(id, 'undone')).toMatchObject({ restored: 2, kept: 1 })
  expect(await traitsNow()).toEqual(before)
  const tagging = await bulk({
    selection: { customerIds: people.map((p) => p.customerId) },
    change: { kind: 'add_tag', tag: 'old' },
  })
  expect(await until(tagging, 'done')).toMatchObject({ total: 3, changed: 2 })
  await shop.ask('POST', `/bulk-edits/${tagging}/undo`)
  await until(tagging, 'undone')
  expect(await traitsNow()).toEqual(before)
})

test('a change to many that somebody stops keeps what it has done, counts it and can be undone', async () => {
  const ids: string[] = []
  for (const name of ['Stop One', 'Stop Two']) {
    const answer = await shop.ask('POST', '/customers', { name })
    ids.push(((await answer.json()) as { customerId: string }).customerId)
  }
  const id = await bulk({ selection: { customerIds: ids }, change: { kind: 'add_tag', tag: 'stopped' } })
  const cancelled = await shop.ask('POST', `/jobs/${id}/cancel`)
  // Too late is no fault: then it is done already.
  expect([202, 409]).toContain(cancelled.status)
  const edit = await until(id, 'done')
  expect(edit.changed).toBe((await shop.read<{ total: number }>('/customers?tag=stopped')).total)
  await shop.ask('POST', `/bulk-edits/${id}/undo`)
  await until(id, 'undone')
  expect((await shop.read<{ total: number }>('/customers?tag=stopped')).total).toBe(0)
})

test('a list is taken away only by who may, with the columns chosen and no formulas', async () => {
  await create({ name: '=cmd()', traits: { shoe: 42 } })
  const csv = await (await shop.ask('GET', '/customers?format=csv&columns=trait:shoe&search=cmd')).text()
  const [header, row] = csv.trim().split('\n')
  expect(header).toMatch(/,best_hour,shoe/)
  expect(row).toContain("'=cmd()")
  expect(row?.trim()).toMatch(/,42$/)
})

test('the same person entered twice is suggested, with reasons, until somebody says that they are two', async () => {
  const one = await create({ name: 'Nagy Gréta', email: 'greta.nagy@gmail.com' })
  const two = await create({ name: 'Gréta Nagy', email: 'gretanagy+shop@googlemail.com' })
  await shop.ask('POST', '/duplicates/search')
  type Page = { suggestions: { score: number; reasons: string[]; a: Customer; b: Customer }[] }
  const ofGreta = async () =>
    (await shop.read<Page>('/duplicates')).suggestions.filter(({ a, b }) =>
      [a, b].some((side) => side.customerId === one.customerId),
    )
  while ((await ofGreta()).length === 0) await new Promise((resolve) => setTimeout(resolve, 100))
  const [suggestion] = await ofGreta()
  expect(suggestion?.reasons).toEqual(expect.arrayContaining(['same_email', 'same_name']))
  const pair = { aId: one.customerId, bId: two.customerId }
  expect((await other.ask('POST', '/duplicates/kept-apart', pair)).status).toBe(404)
  expect((await shop.ask('POST', '/duplicates/kept-apart', pair)).status).toBe(204)
  expect(await ofGreta()).toEqual([])
  expect((await shop.ask('POST', '/duplicates/kept-apart/undo', pair)).status).toBe(204)
  expect(await ofGreta()).toHaveLength(1)
})
