import { expect, test } from 'vitest'
import { faults } from '../../bench/faults/faults.ts'

const minutes = 60_000

// The short version of every fault; the long ones, with figures, are `npm run faults`.
for (const { id, title, criterion, short, run } of faults) {
  if (!short) continue
  test(`${id} ${title}: ${criterion}`, { timeout: 6 * minutes }, async () => {
    const { notes, figures } = await run({ ...short, seed: 20_261, say: () => undefined })
    // How fast a machine is under test says nothing about the product; what was lost does.
    for (const name of ['lost', 'good events lost', 'duplicates', 'differences', 'different facts', 'processes left']) {
      expect(figures[name] ?? 0, name).toBe(0)
    }
    expect(notes ?? []).toEqual([])
  })
}
