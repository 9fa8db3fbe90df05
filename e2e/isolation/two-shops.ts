import { beforeAll, describe, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { DeadLetterPage } from '#contract/dead-letters'
import type { ImportPreview } from '#contract/imports'
import { signIn } from '../../src/testing/sign-in.ts'
import { owner, type Shop, type TestServer } from '../../src/testing/start-test-server.ts'
import { fillActing, namingTheirs } from './fill-acting.ts'
import { listOperations, type Operation } from './sample-body.ts'

// Something only the other shop knows, in every place that keeps what people sent.
const canary = 'canary-7b1e'

async function fill(server: TestServer, shop: Shop, word: string): Promise<void> {
  const order = { order_id: `${word}-1`, total: 20, currency: 'EUR' }
  const traits = { email: `${word}@corner.example`, name: word, city: word, tags: [word] }
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({
      batch: [
        { type: 'identify', userId: word, traits },
        { type: 'track', event: 'Order Completed', userId: word, properties: order },
        { type: 'track', event: word },
      ],
    }),
  })
  await shop.ask('POST', '/surveys', { name: `What ${word} think`, kind: 'csat' })
  await shop.ask('POST', '/tickets', { subject: `From ${word}`, channel: 'phone', entry: { kind: 'in', text: word } })
  const csv = `order,customer,date,total\n1,${word},2025-01-02,5\n`
  await shop.ask('POST', `/imports?kind=orders&fileName=${word}.csv`, csv, { 'content-type': 'text/csv' })
}

/** Two shops with data of every kind, of which `mine` was opened first and so is the owner's, and what one of them may never see of the other through the API. */
export function describeIsolation(server: TestServer, mine: Shop, theirs: Shop): void {
  const ids: Record<string, string> = {}
  const own: Record<string, string> = {}
  let operations: Operation[] = []

  beforeAll(async () => {
    await fill(server, mine, 'own')
    await fill(server, theirs, canary)
    Object.assign(own, await fillActing(mine, 'own'))
    Object.assign(ids, await fillActing(theirs, canary))
    await server.settle()
    own.customers = (await mine.read<CustomerPage>('/customers')).customers[0]?.customerId ?? ''
    const { customers } = await theirs.read<CustomerPage>('/customers')
    const { deadLetters } = await theirs.read<DeadLetterPage>('/dead-letters')
    const { imports } = await theirs.read<{ imports: ImportPreview[] }>('/imports')
    ids.customers = customers[0]?.customerId ?? ''
    ids['dead-letters'] = deadLetters[0]?.deadLetterId ?? ''
    ids.imports = imports[0]?.importId ?? ''
    const { surveys } = await theirs.read<{ surveys: { surveyId: string }[] }>('/surveys')
    ids.surveys = surveys[0]?.surveyId ?? ''
    const { tickets } = await theirs.read<{ tickets: { ticketId: string }[] }>('/tickets')
    ids.tickets = tickets[0]?.ticketId ?? ''
    expect(Object.values(ids).every((id) => id.length === 36)).toBe(true)
    operations = await listOperations(server.url)
  })

  const theirAddress = ({ path, query }: Operation): string => {
    const noun = path.split('/')[1] ?? ''
    return `${path.replace(/\{\w+\}/g, ids[noun] ?? ids.customers ?? '')}${query}`
  }

  describe("with one shop's key", () => {
    test('no list or figure mentions the other', async () => {
      const reads = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{'))
      expect(reads.length).toBeGreaterThan(12)
      for (const { path } of reads) {
        for (const format of ['', '?format=csv', `?search=${canary}`, `?tag=${canary}`, `?trait=city:${canary}`]) {
          const answer = await mine.ask('GET', `${path}${format}`)
          expect(answer.status, path).toBeLessThan(500)
          expect((await answer.text()).replaceAll(`=${canary}`, ''), `${path}${format}`).not.toContain(canary)
        }
      }
    })

    test.each(['key', 'owner'])(
      "for a %s every address with the other's id is not found, to read or to change",
      async (who) => {
        const ask = who === 'key' ? mine.ask : await signIn(server.url, owner)
        const single = operations.filter(({ path, scope }) => path.includes('{') && scope !== undefined)
        expect(single.length).toBeGreaterThan(8)
        const found: string[] = []
        for (const operation of single) {
          const answer = await ask(operation.method, theirAddress(operation), operation.body)
          const isExpected = answer.status === 404 || (who === 'key' && answer.status === 403)
          if (!isExpected) {
            found.push(`${operation.method} ${operation.path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`)
          }
        }
        expect(found).toEqual([])
        // Nothing of it was changed meanwhile.
        expect((await theirs.ask('GET', `/imports/${ids.imports}`)).status).toBe(200)
        expect((await theirs.read<DeadLetterPage>('/dead-letters')).deadLetters).toHaveLength(1)
      },
    )

    test('what the other made cannot be named in a body: it is not found', async () => {
      await mine.ask('POST', `/journeys/${own.journeys}/start`, {})
      const named = namingTheirs(own, ids)
      const found: string[] = []
      for (const { method, path, body } of named) {
        const answer = await mine.ask(method, path, body)
        const text = await answer.text()
        if (answer.status !== 404 || text.includes(canary)) found.push(`${method} ${path}: ${answer.status} ${text}`)
      }
      expect(found).toEqual([])
      // Who is not there is passed over.
      const put = await mine.ask('POST', `/journeys/${own.journeys}/enter`, { customerIds: [ids.customers] })
      expect(await put.json()).toEqual({ entered: 0 })
    })

    test('figures are of the own shop alone', async () => {
      expect(await mine.read('/metrics/sales')).toMatchObject({ total: { customers: 1, orders: 1, revenue: 2000 } })
      expect(await theirs.read('/metrics/sales')).toMatchObject({ total: { customers: 1, orders: 1, revenue: 2000 } })
      expect(await mine.read('/customers')).toMatchObject({ total: 1, customers: [{ externalId: 'own' }] })
    })
  })
}
