import { type Shop, until } from './ask.ts'

/** Some of the ready-made segments, under names of their own, and one of everything the builder draws. */
export async function makeSegments({ ask, post }: Shop): Promise<string> {
  const send = (body: object) => post<{ segmentId: string }>('/segments', body)
  const { segments } = await ask<{ segments: { key: string; definition: object }[] }>('GET', '/segments/ready-made')
  const names: Record<string, string> = {
    big_spenders: 'The best tenth',
    lost: 'Gone for a year',
    abroad: 'From abroad',
  }
  for (const { key, definition } of segments) if (names[key]) await send({ name: names[key], definition })
  const bought = { kind: 'event', event: 'Order Completed', count: { is: 'at_least', than: 2 } }
  const abroad = { kind: 'trait', path: 'country', test: { is: 'not_equal', value: 'United Kingdom' } }
  const rich = { kind: 'measure', measure: 'revenue', count: { is: 'at_least', than: 100_000 } }
  const of = [bought, { kind: 'any', of: [abroad, rich] }, { kind: 'none', of: [{ kind: 'risk', bands: ['high'] }] }]
  const description = 'Who should hear of the new shop first.'
  const { segmentId } = await send({ name: 'Friends of the house', description, definition: { kind: 'all', of } })
  await until(
    () => ask<{ status: string }>('GET', `/segments/${segmentId}`),
    ({ status }) => status !== 'counting',
  )
  return segmentId
}

/** Two ways to say it, to everybody of a segment; without mail the outbox shows what would have gone out. */
export async function sendCampaign(
  { ask, post }: Shop,
  segment: string,
): Promise<Record<'sent' | 'draft' | 'template', string>> {
  const template = (name: string) => {
    const text = { kind: 'text', text: 'Fresh roast from Friday on, {{ customer.name }}.' }
    const variants = { en: { subject: name, preheader: '', body: { kind: 'blocks', blocks: [text] } } }
    return post<{ templateId: string }>('/message-templates', { name, purpose: 'promotional', topic: null, variants })
  }
  const [plain, warm] = [await template('New roast'), await template('A roast for you')]
  const definition = {
    audience: [segment],
    variants: [
      { key: 'a', name: 'Plain', templateId: plain.templateId, share: 50 },
      { key: 'b', name: 'Warm', templateId: warm.templateId, share: 50 },
    ],
  }
  type Campaign = { campaignId: string; definition: object }
  const make = (name: string) => post<Campaign>('/campaigns', { name, definition })
  const { campaignId: sent } = await make('New roast in March')
  const { campaignId: draft } = await make('Opening of the second shop')
  const whole = (await ask<Campaign>('GET', `/campaigns/${sent}`)).definition
  const { people } = await post<{ people: number }>('/campaigns/estimate', { definition: whole })
  if (people > 0) await post(`/campaigns/${sent}/schedule`, { approved: people })
  return { sent, draft, template: warm.templateId }
}
