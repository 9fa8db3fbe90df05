import type { Shop } from '../../src/testing/start-test-server.ts'

/** What a shop reaches its customers with, one of each kind, each with the word in its name. By the noun of its address. */
export async function fillActing(shop: Shop, word: string): Promise<Record<string, string>> {
  const make = async <Id extends string>(path: string, id: Id, body: object): Promise<string> => {
    const answer = await shop.ask('POST', path, body)
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as Record<Id, string>)[id]
  }
  const known = { kind: 'trait', path: 'email', test: { is: 'known' } }
  const segmentId = await make('/segments', 'segmentId', { name: `People of ${word}`, definition: known })
  const blocks = { kind: 'blocks', blocks: [{ kind: 'text', text: `Hello from ${word}` }] }
  const variants = { en: { subject: `From ${word}`, body: blocks } }
  const template = { name: `Letter of ${word}`, purpose: 'useful', variants }
  const templateId = await make('/message-templates', 'templateId', template)
  const nodes = [{ id: 'letter', kind: 'message', templateId, purpose: 'useful', next: null }]
  const journey = { trigger: { kind: 'manual' }, control: 0, start: 'letter', nodes }
  const campaign = { audience: [segmentId], variants: [{ key: 'a', name: word, templateId, share: 100 }] }
  const arms = [
    { key: 'control', name: 'Nothing', share: 50, isControl: true },
    { key: 'card', name: `A card of ${word}`, share: 50, isControl: false },
  ]
  const experiment = {
    name: `Trial of ${word}`,
    audience: { kind: 'customers', query: {} },
    arms,
    goal: { metric: { of: 'event', event: 'Order Completed', measure: 'did' }, windowDays: 14 },
    days: 20,
  }
  const feed = { templateId, audience: [segmentId] }
  return {
    segments: segmentId,
    'message-templates': templateId,
    journeys: await make('/journeys', 'journeyId', { name: `Journey of ${word}`, definition: journey }),
    campaigns: await make('/campaigns', 'campaignId', { name: `Campaign of ${word}`, definition: campaign }),
    'campaign-feeds': await make('/campaign-feeds', 'feedId', {
      name: `News of ${word}`,
      url: `https://corner.example/${word}`,
      definition: feed,
    }),
    experiments: await make('/experiments', 'experimentId', experiment),
    tasks: await make('/tasks', 'taskId', { title: `Call ${word}` }),
  }
}

type Named = { method: string; path: string; body: object }

/** Requests to one shop's own things that name what another made, where its own would stand. */
export function namingTheirs(own: Record<string, string>, their: Record<string, string>): Named[] {
  const inSegment = { kind: 'in_segment', segmentId: their.segments }
  const exit = { id: 'end', kind: 'exit' }
  const journey = (trigger: object, first: object) => ({
    ...{ control: 0, start: 'first', trigger },
    nodes: [{ id: 'first', next: null, ...first }, exit],
  })
  const manual = { kind: 'manual' }
  const branch = { kind: 'branch', condition: inSegment, otherwise: null }
  const awaited = { kind: 'wait_segment', segmentId: their.segments, seconds: 60, otherwise: null }
  const pause = { kind: 'wait', seconds: 60 }
  const definitions = [
    journey({ kind: 'segment', segmentId: their.segments }, pause),
    journey({ kind: 'schedule', at: '09:00', condition: inSegment }, pause),
    journey(manual, branch),
    journey(manual, awaited),
  ]
  const variants = (templateId?: string) => [{ key: 'a', name: 'A', templateId, share: 100 }]
  const campaigns = [
    { audience: [their.segments], variants: variants(own['message-templates']) },
    { audience: [own.segments], exclude: [their.segments], variants: variants(own['message-templates']) },
    { audience: [own.segments], variants: variants(their['message-templates']) },
  ]
  const text = { subject: 'x', body: { kind: 'blocks', blocks: [{ kind: 'text', text: '{{ customer.email }}' }] } }
  const post = (path: string, body: object): Named => ({ method: 'POST', path, body })
  return [
    post('/segments', { name: 'Theirs', definition: inSegment }),
    post('/segments/preview', { definition: inSegment }),
    { method: 'PATCH', path: `/segments/${own.segments}`, body: { definition: inSegment } },
    ...definitions.flatMap((definition) => [
      post('/journeys', { name: 'Theirs', definition }),
      { method: 'PATCH', path: `/journeys/${own.journeys}`, body: { definition } },
    ]),
    ...definitions.slice(0, 2).map((definition) => post('/journeys/forecast', { definition })),
    ...definitions.slice(0, 2).map((definition) => post('/journeys/simulate', { definition })),
    post(`/journeys/${own.journeys}/enter-segment`, { segmentId: their.segments }),
    ...campaigns.flatMap((definition) => [
      post('/campaigns', { name: 'Theirs', definition }),
      post('/campaigns/estimate', { definition }),
      { method: 'PATCH', path: `/campaigns/${own.campaigns}`, body: { definition } },
    ]),
    post('/message-templates/preview', { variants: { en: text }, customerId: their.customers }),
    post('/messages', { key: 'x', customerId: their.customers, templateId: own['message-templates'] }),
    post('/messages', { key: 'y', customerId: own.customers, templateId: their['message-templates'] }),
    post('/tasks', { title: 'Call', customerId: their.customers }),
    post(`/segments/${own.segments}/list`, { add: [their.customers] }),
  ]
}
