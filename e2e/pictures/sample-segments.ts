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
