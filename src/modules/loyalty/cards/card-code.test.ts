import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { newNumber, readCode, spellNumber, stepOf, writeCode } from './card-code.ts'
import { packIds, readSigned, sign } from './signed.ts'

const secret = 'a secret of this installation alone, long enough'
const [workspaceId, other, cardId] = [newId(), newId(), newId()]
const step = stepOf(Temporal.Instant.from('2026-11-22T08:00:15Z'))
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

test('a code says whose card it is and of which half minute, however it is typed', () => {
  const code = writeCode(secret, workspaceId, cardId, step)
  expect(code).toMatch(/^RC[0-9A-V]{50}$/)
  const read = { kind: 'rotating', cardId, step }
  expect(readCode(secret, workspaceId, code)).toEqual(read)
  expect(readCode(secret, workspaceId, ` ${code.toLowerCase().replace(/(.{5})/g, '$1 ')}`)).toEqual(read)
  expect(stepOf(Temporal.Instant.from('2026-11-22T08:00:30Z'))).toBe(step + 1)
})

test('another workspace, another installation and any sign that was changed know no such code', () => {
  const code = writeCode(secret, workspaceId, cardId, step)
  expect(readCode(secret, other, code)).toBeUndefined()
  expect(readCode('another secret', workspaceId, code)).toBeUndefined()
  for (let place = 2; place < code.length; place++) {
    const sign = alphabet[(alphabet.indexOf(code.charAt(place)) + 1) % 32]
    const changed = code.slice(0, place) + sign + code.slice(place + 1)
    expect(readCode(secret, workspaceId, changed), `place ${place}`).toBeUndefined()
  }
  expect(readCode(secret, workspaceId, `${code}0`)).toBeUndefined()
  expect(readCode(secret, workspaceId, code.slice(0, -1))).toBeUndefined()
})

test('of a hundred thousand guesses at a card that is known, none is right', () => {
  let hits = 0
  const known = writeCode(secret, workspaceId, cardId, step).slice(0, 34)
  for (let n = 0; n < 100_000; n++) {
    // The last sign holds two bits that are always nought.
    const guess = randomBytes(18)
      .toString('latin1')
      .replaceAll(/./gs, (sign) => alphabet[sign.charCodeAt(0) & 31] ?? '')
    if (readCode(secret, workspaceId, `${known}${guess.slice(0, 17)}${alphabet[4 * (n % 8)]}`)) hits++
  }
  expect(hits).toBe(0)
})

test('a number tells every wrong sign and every exchanged pair, so that a slip never opens another card', () => {
  const signs = '23456789ACDEFGHJKLMNPRT'
  for (let n = 0; n < 20; n++) {
    const number = newNumber()
    expect(readCode(secret, workspaceId, spellNumber(number))).toEqual({ kind: 'number', number })
    for (let place = 0; place < number.length; place++) {
      for (const sign of signs) {
        if (sign === number[place]) continue
        expect(readCode(secret, workspaceId, number.slice(0, place) + sign + number.slice(place + 1))).toBeUndefined()
      }
      const [a = '', b = ''] = number.slice(place, place + 2)
      if (a === b || b === '') continue
      expect(readCode(secret, workspaceId, number.slice(0, place) + b + a + number.slice(place + 2))).toBeUndefined()
    }
  }
})

test('what was signed for one purpose opens nothing else', () => {
  const ids = packIds(workspaceId, cardId)
  const token = sign(secret, 'card', ids)
  expect(readSigned(secret, 'card', token)?.equals(ids)).toBe(true)
  expect(readSigned(secret, 'confirm', token)).toBeUndefined()
  expect(readSigned(secret, 'card', `${token}A`)).toBeUndefined()
  expect(readSigned(secret, 'card', token.slice(0, -2))).toBeUndefined()
})
