import { expect, test } from 'vitest'
import { readTime, writeTime } from './time-text.ts'

test('a time of day is read in any digits, with or without minutes, on 24 hours', () => {
  expect(['20:30', '۲۰:۳۰', '٢٠:٣٠', '20.30', '2030', ' 20 : 30 '].map(readTime)).toEqual(Array(6).fill('20:30'))
  expect(['8', '08', '8:00', '۸'].map(readTime)).toEqual(Array(4).fill('08:00'))
  expect(readTime(' ')).toBe('')
  expect(['24:00', '12:60', 'noon', '8 PM', '-1'].map(readTime)).toEqual(Array(5).fill(undefined))
})

test('a time of day stands in the digits of the reader', () => {
  expect([writeTime('08:30', 'fa'), writeTime('08:30', 'ru'), writeTime('', 'fa')]).toEqual(['۰۸:۳۰', '08:30', ''])
})
