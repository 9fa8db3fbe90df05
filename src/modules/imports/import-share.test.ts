import { expect, test } from 'vitest'
import { importProgress } from '#contract/imports'
import { shareDone } from './import-share.ts'

const at = (changes: object) => importProgress.parse({ totalBytes: 1000, ...changes })

test('a bar over all of an import never goes back and is full only when everything is known', () => {
  const shares = [
    shareDone(at({}), 'reading', 0),
    shareDone(at({ bytesRead: 1000 }), 'reading', 400),
    // The projector keeps up with the writer: what is written is known, and most is not written yet.
    shareDone(at({ bytesRead: 1000, eventsWritten: 40, eventsToProject: 40, eventsProjected: 40 }), 'writing', 400),
    shareDone(at({ bytesRead: 1000, eventsWritten: 300, eventsToProject: 300, eventsProjected: 200 }), 'writing', 400),
    // There were fewer than expected.
    shareDone(
      at({ bytesRead: 1000, eventsWritten: 380, eventsToProject: 380, eventsProjected: 370 }),
      'projecting',
      400,
    ),
    shareDone(
      at({ bytesRead: 1000, eventsWritten: 380, eventsToProject: 380, eventsProjected: 380 }),
      'projecting',
      400,
    ),
  ]
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(shares[1]).toBeCloseTo(0.3)
  expect(shares[2]).toBeCloseTo(0.37)
  expect(shares.at(-2)).toBeLessThan(1)
  expect(shares.at(-1)).toBe(1)
})

test('what the log had already needs nobody to wait for it', () => {
  expect(shareDone(at({ bytesRead: 1000, duplicates: 400 }), 'projecting', 400)).toBe(1)
  expect(shareDone(at({ bytesRead: 1000 }), 'projecting', 0)).toBe(1)
})
