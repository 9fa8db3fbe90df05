import { expect, test } from 'vitest'
import { fromPosthog } from './posthog.ts'

const context = { source: 'posthog', sentAt: undefined, receivedAt: Date.parse('2026-03-02T09:00:00Z') }
const read = (message: Record<string, unknown>) => fromPosthog({ uuid: 'u-1', ...message }, context)

test('$identify joins the device to the person and tells their traits; what is set once gives way', () => {
  const properties = { $anon_distinct_id: 'device', $set: { name: 'Anna' }, $set_once: { name: 'A.', city: 'Eger' } }
  expect(read({ event: '$identify', distinct_id: 'anna', properties })).toMatchObject({
    messageId: 'u-1',
    body: { type: 'identify', userId: 'anna', anonymousId: 'device', traits: { name: 'Anna', city: 'Eger' } },
  })
})

test('aliases, groups, pages, screens and plain events', () => {
  const who = { distinct_id: 'anna' }
  expect(read({ ...who, event: '$create_alias', properties: { alias: 'tablet' } })).toMatchObject({
    body: { type: 'alias', userId: 'anna', previousId: 'tablet' },
  })
  const group = { $group_key: 'tea', $group_set: { name: 'Tea' } }
  expect(read({ ...who, event: '$groupidentify', properties: group })).toMatchObject({
    body: { type: 'group', groupId: 'tea', traits: { name: 'Tea' } },
  })
  expect(read({ ...who, event: '$pageview' })).toMatchObject({ body: { type: 'page', userId: 'anna' } })
  expect(read({ ...who, event: '$screen' })).toMatchObject({ body: { type: 'screen', userId: 'anna' } })
  expect(read({ ...who, event: 'Table Booked', properties: { seats: 2, $set: { city: 'Eger' } } })).toMatchObject({
    body: { type: 'track', event: 'Table Booked', properties: { seats: 2 } },
  })
})

test('in a browser the id is a device until somebody is identified', () => {
  const seen = (properties: Record<string, unknown>) => read({ event: 'Seen', distinct_id: 'x', properties })
  expect(seen({ $lib: 'web' })).toMatchObject({ body: { anonymousId: 'x' } })
  expect(seen({ $lib: 'web', $is_identified: true })).toMatchObject({ body: { userId: 'x' } })
  expect(seen({ $lib: 'posthog-node' })).toMatchObject({ body: { userId: 'x' } })
})

test('what names nobody or is of the wrong kind is set aside with its reason', () => {
  expect(read({ event: 'Seen' })).toMatchObject({ reason: 'nobody' })
  expect(read({ distinct_id: 'anna' })).toMatchObject({ reason: 'event_missing' })
  expect(read({ event: 'Seen', distinct_id: 'anna', timestamp: 'soon' })).toMatchObject({ reason: 'bad_timestamp' })
})
