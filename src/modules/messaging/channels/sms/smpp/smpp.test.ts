import { describe, expect, test } from 'vitest'
import { countSms } from '#contract/sms-segments'
import { startCentre } from '../../../testing/smpp-peer.ts'
import { openSession } from './open-session.ts'
import { readReceipt } from './read-receipt.ts'
import { splitText } from './split-text.ts'

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZo1nlmrfdJgBsyHo
BL8Vw1BCCQIc7yNneO1AnyWVfC2hRANCAAQ0PBMhGRySahA5kGnsOWCREK8731J0
t/p2u2Uq9WN5uWewFrPV/XU9GRHyfLFHelRtdxg4uAeDfPb3AdhvWaGM
-----END PRIVATE KEY-----`
// For nobody but this test; good for a hundred years.
const cert = `-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUKegiF2xvNiWJ5RMiDW2qccjYwxswCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc21zYy5leGFtcGxlMCAXDTI2MTEyMjEyMDExNloYDzIxMjYx
MDI5MTIwMTE2WjAXMRUwEwYDVQQDDAxzbXNjLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQ0PBMhGRySahA5kGnsOWCREK8731J0t/p2u2Uq9WN5uWew
FrPV/XU9GRHyfLFHelRtdxg4uAeDfPb3AdhvWaGMo1MwUTAdBgNVHQ4EFgQUh0PB
shJgwgZDdkXRlQvAW9kQZzEwHwYDVR0jBBgwFoAUh0PBshJgwgZDdkXRlQvAW9kQ
ZzEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAoVrLYSdzk+A1F
qIpvaEyIv0jpc7v7wm8Z8Yz/C03PHAIhAIIJD7yu/lXjIqh924u+oZszeFa9gOxK
T8kWvus0CZ7I
-----END CERTIFICATE-----`
const account = { host: 'smsc.example', isSecure: true, systemId: 'corner', password: 'pass-1' }

test('a session is encrypted, and who cannot prove to be the centre hears no password', async () => {
  const centre = await startCentre(account, { key, cert })
  const at = (isAllowed: boolean) => async () => ({ address: '127.0.0.1', isAllowed })
  const own = { ...account, port: centre.port }
  const session = await openSession(at(true), own, async () => {})
  const answer = await session.submit({ destination_addr: '36301234567', data_coding: 0, short_message: 'Hi' })
  expect(answer).toMatchObject({ command_status: 0, message_id: 'id-1' })
  await expect(openSession(at(true), { ...own, password: 'no' }, async () => {})).rejects.toMatchObject({
    status: 'ESME_RINVPASWD',
  })
  const before = centre.bound.length
  await expect(openSession(at(false), own, async () => {})).rejects.toMatchObject({ outcome: 'unreachable' })
  expect(centre.bound).toHaveLength(before)
  centre.close()
  await expect.poll(() => session.isOpen()).toBe(false)
  expect(await session.submit({ short_message: 'Hi' })).toBeUndefined()
})

test.each([
  'Hi',
  'a'.repeat(160),
  'a'.repeat(161),
  '€'.repeat(81),
  'ő'.repeat(71),
  '😀'.repeat(70),
  '{[]}~^|€'.repeat(40),
])('a text has as many parts as the editor counts, none longer than the air carries (%#)', (text) => {
  const { parts, dataCoding } = splitText(text)
  expect(parts).toHaveLength(countSms(text).segments)
  const most = parts.length === 1 ? (dataCoding === 0 ? 160 : 140) : dataCoding === 0 ? 153 : 134
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(most)
})

describe('a receipt', () => {
  const pdu = (fields: object) => ({ command: 'deliver_sm', command_status: 0, response: () => pdu({}), ...fields })
  const receipt = (message: string, more: object = {}) =>
    readReceipt(pdu({ esm_class: 4, short_message: { message }, ...more }))

  test('is read from its text or from its fields; what is on its way says nothing', () => {
    expect(receipt('id:7A0 sub:001 dlvrd:001 stat:DELIVRD err:000 text:Hi')).toEqual({
      ...{ kind: 'delivered', code: 'DELIVRD', reference: '7A0' },
    })
    expect(receipt('id:8 stat:UNDELIV err:045 text:')).toMatchObject({ kind: 'undelivered', code: 'UNDELIV/045' })
    expect(receipt('', { receipted_message_id: '9', message_state: 8 })).toEqual({
      ...{ kind: 'undelivered', code: null, reference: '9' },
    })
    for (const word of ['ENROUTE', 'ACCEPTD', 'UNKNOWN']) expect(receipt(`id:8 stat:${word} err:000`)).toBeUndefined()
  })

  test('is no message that somebody wrote, whatever it says', () => {
    expect(readReceipt(pdu({ esm_class: 0, short_message: { message: 'id:1 stat:DELIVRD err:000' } }))).toBeUndefined()
    expect(receipt('hello')).toBeUndefined()
  })
})
