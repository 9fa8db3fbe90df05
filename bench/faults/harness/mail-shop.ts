/** A shop that writes to everybody: people, a template and a campaign, made over the public API. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Shop } from './set-up.ts'
import { withPostgres } from './watch-postgres.ts'

export type MailShop = Shop & { templateId: string; segmentId: string; ask: Ask }
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** What is known of the n-th person, and what they are sent. */
type Letters = { traits: (i: number) => object; variant: object }

const mail: Letters = {
  traits: (i) => ({ name: `p${i}`, email: `p${i}@mail.example` }),
  variant: {
    subject: 'News',
    preheader: '',
    body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello {{ customer.name }}' }] },
  },
}

export async function openMailShop(
  url: string,
  shop: Shop,
  people: number,
  { traits, variant }: Letters = mail,
): Promise<MailShop> {
  const ask: Ask = async <T>(method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${shop.serverKey}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const policy = await ask<object>('GET', '/message-policy')
  const open = { consent: 'not_refused', quietHours: null, perDay: null, perWeek: null }
  await ask('PUT', '/message-policy', { ...policy, ...open })
  const template = { name: 'News', purpose: 'promotional', topic: null, variants: { en: variant } }
  const { templateId } = await ask<{ templateId: string }>('POST', '/message-templates', template)
  const segment = { name: 'Everybody', definition: { kind: 'everyone' } }
  const { segmentId } = await ask<{ segmentId: string }>('POST', '/segments', segment)
  for (let i = 0; i < people; i += 100) await identify(url, shop.writeKey, traits, i, Math.min(100, people - i))
  const members = async () => (await ask<{ members: number }>('GET', `/segments/${segmentId}`)).members
  while ((await members()) < people) await sleep(200)
  return { ...shop, templateId, segmentId, ask }
}

async function identify(
  url: string,
  writeKey: string,
  traits: Letters['traits'],
  from: number,
  many: number,
): Promise<void> {
  const batch = Array.from({ length: many }, (_, i) => {
    const userId = `p${from + i}`
    return { type: 'identify', messageId: userId, userId, traits: traits(from + i) }
  })
  const headers = { authorization: `Basic ${btoa(`${writeKey}:`)}` }
  const answer = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) })
  if (!answer.ok) throw new Error(`/v1/batch: ${answer.status}`)
}

/** Begins at once; to everybody, without a control group. */
export async function startCampaign({ ask, templateId, segmentId }: MailShop, people: number): Promise<string> {
  const variants = [{ key: 'a', name: 'A', templateId, share: 100 }]
  const definition = { audience: [segmentId], control: 0, variants }
  const { campaignId } = await ask<{ campaignId: string }>('POST', '/campaigns', { name: 'News', definition })
  await ask('POST', `/campaigns/${campaignId}/schedule`, { approved: people })
  return campaignId
}

/** Messages by state, of one campaign. */
export async function countStates(dataDir: string, campaignId: string): Promise<Map<string, string[]>> {
  return await withPostgres(dataDir, async (client) => {
    const found = await client.query<{ state: string; ids: string[] }>(
      'select state, array_agg(message_id::text) as ids from messages where source_id = $1 group by state',
      [campaignId],
    )
    return new Map(found.rows.map(({ state, ids }) => [state, ids]))
  })
}

/** Until every letter of a campaign has come to its end. Throws after five minutes. */
export async function waitSent(dataDir: string, campaignId: string, people: number): Promise<Map<string, string[]>> {
  for (let i = 0; i < 600; i++) {
    const states = await countStates(dataDir, campaignId)
    const ended = ['handed_over', 'unknown', 'failed', 'suppressed'].flatMap((state) => states.get(state) ?? []).length
    if (ended >= people) return states
    await sleep(500)
  }
  throw new Error('The campaign did not come to its end within five minutes')
}
