import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import { startTestServer } from '../../../testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()
let programmeId = ''

beforeAll(async () => {
  const rules = {
    stamps: { required: 3, welcome: 1 },
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    rewards: [{ id: 'mug', name: 'A mug', cost: 50 }],
  }
  const made = await shop.ask('POST', '/loyalty/programmes', { name: 'Regulars', rules })
  programmeId = ((await made.json()) as { programmeId: string }).programmeId
})

async function openForm(): Promise<string> {
  const page = await (await fetch(`${server.url}/j/${programmeId}?lang=en`)).text()
  return /name="form" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

const join = async (fields: Record<string, string>, form?: string): Promise<Response> =>
  await fetch(`${server.url}/j/${programmeId}?lang=en`, {
    method: 'POST',
    body: new URLSearchParams({ form: form ?? (await openForm()), ...fields }),
    redirect: 'manual',
  })

test('a form that was answered faster than anybody reads, or whose hidden field was filled in, makes no card', async () => {
  const form = await openForm()
  expect((await join({}, form)).status).toBe(400)
  await sleep(1300)
  expect((await join({ website: 'http://spam.example' }, form)).status).toBe(400)
  expect((await join({ contact: 'neither this nor that' }, form)).status).toBe(400)
  const first = await join({}, form)
  expect(first.status).toBe(303)
  expect((await join({}, form)).headers.get('location')).toBe(first.headers.get('location'))
})

test('who joins with an address gets the card with the first stamp, and the consent with its words', async () => {
  const form = await openForm()
  await sleep(1300)
  const joined = await join({ contact: 'Anna@corner.example', consent: 'yes' }, form)
  const path = joined.headers.get('location') ?? ''
  const page = await (await fetch(server.url + path)).text()
  expect(page).toContain('1 of 3 stamps')
  await server.settle()
  const { customers } = await shop.read<CustomerPage>('/customers?search=anna@corner.example')
  expect(customers).toHaveLength(1)
  const care = await shop.read<{ consents: unknown[] }>(`/customers/${customers[0]?.customerId}/consents`)
  expect(JSON.stringify(care)).toContain('I would like to hear news')
})
