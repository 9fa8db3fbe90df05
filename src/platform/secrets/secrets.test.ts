import { expect, test } from 'vitest'
import { open, seal } from './index.ts'

const secret = 'a secret of at least 32 characters'

test('what is sealed opens with the same secret, for the same purpose and owner alone', () => {
  const sealed = seal(secret, 'totp', 'anna', 'JBSWY3DPEHPK3PXP')
  expect(open(secret, 'totp', 'anna', sealed)).toBe('JBSWY3DPEHPK3PXP')
  expect(open('another secret of 32 characters!!!', 'totp', 'anna', sealed)).toBeUndefined()
  expect(open(secret, 'smtp', 'anna', sealed)).toBeUndefined()
  expect(open(secret, 'totp', 'bela', sealed)).toBeUndefined()
})

test('a single changed bit is noticed, wherever it is', () => {
  const sealed = seal(secret, 'totp', 'anna', 'words')
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(open(secret, 'totp', 'anna', changed)).toBeUndefined()
  }
  expect(open(secret, 'totp', 'anna', sealed.subarray(0, 20))).toBeUndefined()
})

test('the same words are sealed differently each time and cannot be read from what is stored', () => {
  const [one, other] = [seal(secret, 'totp', 'anna', 'words'), seal(secret, 'totp', 'anna', 'words')]
  expect(one.equals(other)).toBe(false)
  expect(one.includes('words')).toBe(false)
})
