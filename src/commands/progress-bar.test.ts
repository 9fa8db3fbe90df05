import { expect, test } from 'vitest'
import { createProgressBar } from './progress-bar.ts'
import { cliWords } from './words.ts'

const { t } = cliWords('en')

function bar(terminal: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = []
  const clock = { ms: 0 }
  const out = { ...terminal, write: (text: string | Uint8Array) => written.push(String(text)) > 0 }
  return { written, clock, ...createProgressBar(out, 'en', t, () => clock.ms) }
}

test('a log of ten minutes has some twenty lines, nothing but text in them, and ends with what is done', () => {
  const { written, clock, update, clear } = bar()
  for (let second = 0; second <= 600; second++) {
    clock.ms = second * 1000
    update({ label: 'Writing', done: second, total: 600, secondsLeft: 600 - second })
  }
  clear()
  expect(written.length).toBeLessThan(25)
  expect(written.join('')).toMatch(/^[\x20-\x7e\n]+$/)
  expect(written[0]).toBe('Writing  10 %  540 seconds left\n')
  expect(written.at(-1)).toBe('Writing  100 %\n')
})

test('what is soon done writes nothing into a log', () => {
  const { written, clock, update, clear } = bar()
  for (let tenth = 0; tenth <= 40; tenth++) {
    clock.ms = tenth * 100
    update({ label: 'Reading', done: tenth, total: 40 })
  }
  clear()
  expect(written).toEqual([])
})

test('what does not get on is told every minute', () => {
  const { written, clock, update } = bar()
  for (let second = 0; second <= 150; second++) {
    clock.ms = second * 1000
    update({ label: 'Reading', done: 1, total: 100 })
  }
  expect(written).toEqual(['Reading  1 %\n', 'Reading  1 %\n'])
})

test('nothing is left where everything is done, and hardly less is not everything', () => {
  const { written, update } = bar({ isTTY: true, columns: 100 })
  update({ label: 'Reading', done: 0.998, total: 1, secondsLeft: 116 })
  update({ label: 'Reading', done: 1, total: 1, secondsLeft: 116 })
  expect(written[0]).toContain('99 %  116 seconds left')
  expect(written[1]).toMatch(/100 %$/)
})

test.each([30, 50, 80, 200])('a terminal of %i columns holds the line', (columns) => {
  const { written, update } = bar({ isTTY: true, columns })
  update({ label: 'Working out the figures', done: 5, total: 10, perSecond: 123_456, secondsLeft: 116 })
  const line = (written[0] ?? '').replace('\r\u001b[K', '')
  expect(line.length).toBeLessThan(columns)
  expect(line.includes('█')).toBe(columns >= 80)
})
