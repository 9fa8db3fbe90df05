import { expect, test } from 'vitest'
import type { Journey } from '#contract/journeys'
import type { Segment } from '#contract/segments'
import { startTestServer } from '../../testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()

const make = async <T>(path: string, body: unknown = {}): Promise<T> => {
  const answer = await shop.ask('POST', path, body)
  expect([200, 201], await answer.clone().text()).toContain(answer.status)
  return (await answer.json()) as T
}
const segment = async (name: string): Promise<string> =>
  (await make<Segment>('/segments', { name, definition: null })).segmentId
const remove = async (segmentId: string): Promise<unknown> => {
  const answer = await shop.ask('DELETE', `/segments/${segmentId}`)
  return answer.status === 204 ? 204 : await answer.json()
}

test('a segment that somebody is kept by is not removed, and the answer names what looks at it', async () => {
  const [near, upset, free] = [await segment('Neighbours'), await segment('Complainers'), await segment('Nobody asks')]
  const rewards = [{ id: 'bread', name: 'Bread', cost: 0, segments: [near], notSegments: [upset] }]
  const { programmeId } = await make<{ programmeId: string }>('/loyalty/programmes', {
    name: 'Street',
    rules: { rewards },
  })
  const nodes = [{ id: 'wait', kind: 'wait_segment', segmentId: near, seconds: 60, next: null, otherwise: null }]
  const definition = { trigger: { kind: 'manual' }, control: 0, start: 'wait', nodes }
  const { journeyId } = await make<Journey>('/journeys', { name: 'Come closer', definition })
  await make(`/journeys/${journeyId}/start`)
  const programme = { kind: 'loyalty_programme', id: programmeId, name: 'Street' }
  const journey = { kind: 'journey', id: journeyId, name: 'Come closer' }
  expect(await remove(near)).toMatchObject({
    status: 409,
    reason: 'segment_in_use',
    detail: expect.stringContaining('Come closer, Street'),
    details: { usedBy: [journey, programme] },
  })
  // Without it the reward would be everybody's.
  expect(await remove(upset)).toMatchObject({ details: { usedBy: [programme] } })
  expect(await remove(free)).toBe(204)
  await make(`/journeys/${journeyId}/archive`)
  await shop.ask('PATCH', `/loyalty/programmes/${programmeId}`, { status: 'archived' })
  expect(await remove(near)).toBe(204)
})
