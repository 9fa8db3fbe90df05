import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { DeadLetter, DeadLetterPage } from '#contract/dead-letters'
import { fakeClock } from '#platform/clock'
import { locales } from '#platform/i18n'
import { type Shop, startTestServer } from '../../src/testing/start-test-server.ts'
import { lookUp, names } from './look-up.ts'

const clock = fakeClock('2026-03-02T09:00:00Z')
const server = await startTestServer({}, { clock })
let shop: Shop
beforeEach(async () => {
  shop = await server.openShop()
})

const send = async (body: string): Promise<Response> =>
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body,
  })
const good = (id: string): string => `{"type":"track","event":"Seen","userId":"kata","messageId":"${id}"}`
const batch = (...events: string[]): string => `{"batch":[${events.join(',')}]}`
const listed = (query = ''): Promise<DeadLetterPage> => shop.read<DeadLetterPage>(`/dead-letters${query}`)
const reasons = async (): Promise<string[]> => (await listed()).reasons.map(({ reason }) => reason).toSorted()
const only = async (query = ''): Promise<DeadLetter> => {
  const { deadLetters } = await listed(query)
  expect(deadLetters).toHaveLength(1)
  return deadLetters[0] as DeadLetter
}

const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
const many = JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`p${i}`, i])))
const poison: [reason: string, event: string][] = [
  ['not_json', '{"type":"track","event":"Seen","userId":"kata","properties":{"price":NaN}}'],
  ['not_an_object', '42'],
  ['not_an_object', '[1]'],
  ['not_an_object', 'null'],
  ['nobody', '{"type":"track","event":"Seen"}'],
  ['event_missing', '{"type":"track","userId":"kata"}'],
  ['previous_id_missing', '{"type":"alias","userId":"kata"}'],
  ['bad_shape', '{"type":"dance","userId":"kata"}'],
  ['bad_shape', '{"type":"track","event":"Seen","userId":"kata","properties":"tea"}'],
  ['bad_timestamp', '{"type":"track","event":"Seen","userId":"kata","timestamp":"yesterday"}'],
  ['bad_timestamp', '{"type":"track","event":"Seen","userId":"kata","timestamp":"1969-12-31"}'],
  ['timestamp_in_future', '{"type":"track","event":"Seen","userId":"kata","timestamp":"2026-04-02T09:00:00Z"}'],
  ['forbidden_key', '{"type":"track","event":"Seen","userId":"kata","properties":{"__proto__":{"admin":true}}}'],
  ['nul_character', '{"type":"track","event":"Se\\u0000en","userId":"kata"}'],
  ['bad_unicode', '{"type":"track","event":"\\ud800","userId":"kata"}'],
  ['number_out_of_range', '{"type":"track","event":"Seen","userId":"kata","properties":{"price":1e400}}'],
  ['too_deep', `{"type":"track","event":"Seen","userId":"kata","properties":${deep}}`],
  ['too_many_properties', `{"type":"track","event":"Seen","userId":"kata","properties":${many}}`],
  ['event_too_large', `{"type":"track","event":"Seen","userId":"kata","properties":{"a":"${'x'.repeat(40_000)}"}}`],
]

test.each(poison)('%s: only the bad event is set aside', async (reason, event) => {
  expect((await send(batch(good('g-1'), event, good('g-2')))).status).toBe(200)
  const letter = await only()
  expect(letter).toMatchObject({ reason, status: 'open', receivedAt: '2026-03-02T09:00:00.000Z' })
  expect(letter.detail).not.toBe('')
})

test('all kinds of poison in one batch: what is sound is stored, each of the rest has its reason', async () => {
  const events = poison.flatMap(([, event], i) => [good(`m-${i}`), event])
  expect((await send(batch(...events, good('last')))).status).toBe(200)
  await server.settle()
  expect((await lookUp(shop, 'kata')).events).toHaveLength(poison.length + 1)
  expect((await listed('?limit=200')).deadLetters).toHaveLength(poison.length)
  expect(await reasons()).toEqual([...new Set(poison.map(([reason]) => reason))].toSorted())
  const told = async (reason: string) => (await listed(`?reason=${reason}`)).deadLetters.map(({ params }) => params)
  expect(await told('too_many_properties')).toEqual([{ limit: 2000 }])
  expect(await told('bad_shape')).toContainEqual({ field: 'properties', expected: 'record' })
})

test.each(locales)('every reason has its words and says what is wrong, %s', async (locale) => {
  const words = JSON.parse(await readFile(`src/i18n/${locale}/dead_letters.json`, 'utf8')) as Record<string, string>
  for (const [reason] of poison) expect(words, reason).toHaveProperty([`dead_letters.detail.${reason}`])
})

describe('a letter', () => {
  beforeEach(async () => {
    await send(batch('{"type":"track","event":"Order Completed","properties":{"order_id":"1","total":"12"}}'))
  })

  test('is repaired, replayed and closed', async () => {
    const letter = await only()
    expect(letter.reason).toBe('nobody')
    const repaired = JSON.stringify({ ...JSON.parse(letter.body), userId: 'lili' })
    const answer = await shop.ask('POST', `/dead-letters/${letter.deadLetterId}/replay`, { body: repaired })
    expect(await answer.json()).toMatchObject({ status: 'replayed' })
    await server.settle()
    const lili = await lookUp(shop, 'lili')
    expect(names(lili)).toEqual(['Order Completed'])
    // It happened when it came in, not when it was repaired.
    expect(lili.events[0]?.occurredAt).toBe('2026-03-02T09:00:00.000Z')
    expect(lili).toMatchObject({ orders: 1, revenueMinor: 1200 })
    expect((await listed()).deadLetters).toEqual([])
    expect((await listed('?status=replayed')).deadLetters).toHaveLength(1)
    const again = await shop.ask('POST', `/dead-letters/${letter.deadLetterId}/replay`, { body: repaired })
    expect(again.status).toBe(409)
    await server.settle()
    expect((await lookUp(shop, 'lili')).orders).toBe(1)
  })

  test('that is still wrong stays open, with the new text and the new reason', async () => {
    const { deadLetterId } = await only()
    const replay = (body: string): Promise<Response> =>
      shop.ask('POST', `/dead-letters/${deadLetterId}/replay`, { body })
    const refused = await replay('{"type":"track","userId":"lili"}')
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ reason: 'event_missing' })
    expect(await only()).toMatchObject({ reason: 'event_missing', body: '{"type":"track","userId":"lili"}' })
    expect((await replay('not json at all')).status).toBe(400)
    expect(await only()).toMatchObject({ reason: 'not_json', status: 'open' })
  })

  test('is discarded, and taken back', async () => {
    const { deadLetterId } = await only()
    const change = (what: string): Promise<Response> => shop.ask('POST', `/dead-letters/${deadLetterId}/${what}`)
    expect(await (await change('discard')).json()).toMatchObject({ status: 'discarded' })
    expect((await listed()).deadLetters).toEqual([])
    expect(await only('?status=discarded')).toMatchObject({ deadLetterId })
    expect((await change('discard')).status).toBe(409)
    expect(await (await change('reopen')).json()).toMatchObject({ status: 'open' })
    expect(await only()).toMatchObject({ deadLetterId })
  })

  test('does not exist for another shop', async () => {
    const { deadLetterId } = await only()
    const stranger = await server.openShop()
    expect(await stranger.read('/dead-letters')).toMatchObject({ deadLetters: [], reasons: [] })
    for (const what of ['discard', 'reopen', 'replay']) {
      const answer = await stranger.ask(
        'POST',
        `/dead-letters/${deadLetterId}/${what}`,
        what === 'replay' ? { body: '{}' } : undefined,
      )
      expect(answer.status, what).toBe(404)
      expect(await answer.json()).toMatchObject({ reason: 'dead_letter_not_found' })
    }
    expect(await only()).toMatchObject({ status: 'open' })
  })

  test('comes as CSV with formulas defused', async () => {
    await send(batch('{"type":"=cmd","userId":"kata"}', '"=1+1"'))
    const csv = await (await shop.ask('GET', '/dead-letters?format=csv')).text()
    expect(csv.trim().split(/\r?\n/)).toHaveLength(4)
    expect(csv).not.toMatch(/(^|,)"?[=+@-]/m)
  })
})

test('all letters of one reason are tried again together; those still wrong stay', async () => {
  await send(batch('{"type":"track","event":"Later","userId":"mari","timestamp":"2026-03-04T09:00:00Z"}'))
  await send(batch('{"type":"track","event":"Much later","userId":"mari","timestamp":"2031-03-04T09:00:00Z"}', '7'))
  const letters = (await listed('?reason=timestamp_in_future')).deadLetters
  expect(letters).toHaveLength(2)
  // The times are judged by when the letters came in, so only a repair helps.
  const outcome = await shop.ask('POST', '/dead-letters/replay-all', { reason: 'timestamp_in_future' })
  expect(await outcome.json()).toEqual({ replayed: 0, open: 2 })
  const nothing = await shop.ask('POST', '/dead-letters/replay-all', { reason: 'no_such_reason' })
  expect(await nothing.json()).toEqual({ replayed: 0, open: 0 })
})

test('pages of letters follow one another, newest first', async () => {
  await send(batch(...Array.from({ length: 25 }, (_, i) => String(i))))
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: DeadLetterPage = await listed(`?limit=10${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.deadLetters.map((letter) => letter.body))
    cursor = page.nextCursor
  }
  expect(seen.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i))
})

test('a customer of one shop does not exist for another', async () => {
  await send(batch(good('x-1')))
  await server.settle()
  const { customers } = await shop.read<CustomerPage>('/customers')
  const stranger = await server.openShop()
  const id = customers[0]?.customerId
  expect((await shop.ask('GET', `/customers/${id}`)).status).toBe(200)
  expect((await stranger.ask('GET', `/customers/${id}`)).status).toBe(404)
  expect((await stranger.ask('GET', `/customers/${id}/timeline`)).status).toBe(404)
  expect(await stranger.read('/customers')).toMatchObject({ customers: [], total: 0 })
})
