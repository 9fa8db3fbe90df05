import { type Known, type Past, type Shop, until } from './ask.ts'

type Made = { experimentId: string; intake: string }
export type Trials = { running: string; waiting: string; stopped: string }

/** A card by post for half of the regulars, three weeks ago: more of those who got it come by, and a few complain. */
export async function tryOut({ ask, post, track }: Shop, goBack: Past): Promise<Trials> {
  const visits = { of: 'event', event: 'Appointment Booked' }
  const body = {
    name: 'A card by post',
    hypothesis: 'Who gets a card comes by more often.',
    audience: { kind: 'customers', query: { filter: 'regulars' } },
    arms: [
      { key: 'control', name: 'No card', share: 34, isControl: true },
      { key: 'card', name: 'A card', share: 33, isControl: false },
      { key: 'gift', name: 'A card and a small gift', share: 33, isControl: false },
    ],
    goal: { metric: { ...visits, measure: 'did' }, windowDays: 14 },
    guardrails: [{ metric: { of: 'event', event: 'Complaint Made', measure: 'count' }, harm: 'more' }],
    days: 20,
  }
  const begin = async (sent: object): Promise<string> => {
    const { experimentId } = await post<Made>('/experiments', sent)
    await ask('POST', `/experiments/${experimentId}/start`)
    await until(
      () => ask<Made>('GET', `/experiments/${experimentId}`),
      ({ intake }) => intake !== 'waiting',
    )
    return experimentId
  }
  goBack(21)
  const running = await begin(body)
  const stopped = await begin({ ...body, name: 'A call after the first order' })
  goBack(0)
  await ask('POST', `/experiments/${stopped}/stop`)
  const { customers } = await ask<{ customers: Known[] }>('GET', '/customers?filter=regulars&limit=200')
  const userIds = customers.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]))
  type Assigned = { assignments: { id: string; arm: string | null }[] }
  const { assignments } = await post<Assigned>(`/experiments/${running}/assignments`, { userIds })
  const likely: Record<string, number> = { control: 3, card: 5, gift: 6 }
  await track(
    assignments.flatMap(({ id, arm }, at) => {
      const timestamp = Temporal.Now.instant()
        .subtract({ hours: 24 * (8 + (at % 12)) })
        .toString()
      const event = (name: string) => ({ type: 'track', userId: id, event: name, timestamp })
      return [
        ...(at % 10 < (likely[arm ?? ''] ?? 0) ? [event('Appointment Booked')] : []),
        ...(at % 23 === 7 ? [event('Complaint Made')] : []),
      ]
    }),
  )
  const { experimentId: waiting } = await post<Made>('/experiments', { ...body, name: 'A card on the birthday' })
  return { running, waiting, stopped }
}
