import { expect, test } from 'vitest'
import type { ImportMapping } from '#contract/imports'
import { newWorkspace } from '#testing'
import { changeMapping } from './change-mapping.ts'
import { dryRunImport } from './dry-run-import.ts'
import { openShop } from './testing.ts'

const shop = await openShop({ project: false })

/** Looks at a file, lets a person correct it step by step as the wizard does, and tries it out. */
async function correct(content: string, ...steps: ((mapping: ImportMapping) => ImportMapping)[]) {
  const workspaceId = await newWorkspace(shop.deps.db)
  let preview = await shop.draft(workspaceId, shop.write(content), { kind: 'orders' })
  for (const step of steps)
    preview = await changeMapping(shop.deps, {
      workspaceId,
      importId: preview.importId,
      mapping: step(preview.mapping),
      kind: 'orders',
    })
  const { firstDay, lastDay, revenueMinor } = await dryRunImport(shop.deps, {
    workspaceId,
    importId: preview.importId,
  })
  const unclear = preview.problems.map(({ reason }) => reason)
  return { days: [firstDay, lastDay], revenueMinor, mapping: preview.mapping, unclear }
}

const take =
  (role: string, index: number) =>
  (mapping: ImportMapping): ImportMapping => ({ ...mapping, columns: { ...mapping.columns, [role]: index } })

test('of a column that a person points at, decimal mark and dates are found as if it had been found', async () => {
  const content =
    'kto;delivered;x1;x2\nann;02/25/2024;12,50;3,20\nbob;03/04/2024;8,50;1,10\ncyd;03/05/2024;1.010,00;4,00\n'
  const found = await correct(content, take('customer', 0), take('date', 1), take('amount', 2))
  expect(found).toMatchObject({ days: ['2024-02-25', '2024-03-05'], revenueMinor: 103_100, unclear: [] })
})

test('another column of dates is read as it is written, whatever the first one looked like', async () => {
  const content = 'customer;date;paid on;total\nann;25.02.2024;2024-03-01;10.00\nbob;26.02.2024;2024-03-02;20.00\n'
  expect(await correct(content, take('date', 2))).toMatchObject({
    days: ['2024-03-01', '2024-03-02'],
    mapping: { dateFormat: 'ymd' },
  })
})

test('what a person has decided is kept when they point at another column, and is no longer said to be unclear', async () => {
  const content = 'customer;date;total;net\nann;03/04/2024;10.00;9.00\nbob;05/06/2024;20.00;18.00\n'
  expect((await correct(content)).unclear).toEqual(['ambiguous_dates'])
  const found = await correct(content, (mapping) => ({ ...mapping, dateFormat: 'mdy' }), take('amount', 3))
  expect(found).toMatchObject({ days: ['2024-03-04', '2024-05-06'], revenueMinor: 2700, unclear: [] })
})

test('whether an amount is of the order is found anew for another amount', async () => {
  const content =
    'order;customer;date;sum;line\n1;ann;2024-02-25;30;10\n1;ann;2024-02-25;30;20\n2;bob;2024-02-26;12;5\n2;bob;2024-02-26;12;7\n'
  const map = [{ role: 'amount' as const, column: 'sum' }]
  const workspaceId = await newWorkspace(shop.deps.db)
  const { importId, mapping: first } = await shop.draft(workspaceId, shop.write(content), { kind: 'orders', map })
  expect(first.amountIs).toBe('order')
  let mapping = first
  for (const [index, amountIs] of [
    [4, 'line'],
    [3, 'order'],
  ] as const) {
    const order = { workspaceId, importId, mapping: take('amount', index)(mapping) }
    mapping = (await changeMapping(shop.deps, order)).mapping
    expect(mapping.amountIs).toBe(amountIs)
    expect(await dryRunImport(shop.deps, { workspaceId, importId })).toMatchObject({ revenueMinor: 4200 })
  }
})

test('a file that is split otherwise is understood anew', async () => {
  const content = 'order,customer,when;date;total\n1,ann,x;2024-02-25;10,50\n2,bob,y;2024-02-26;20,00\n'
  const found = await correct(
    content,
    (mapping) => ({ ...mapping, delimiter: mapping.delimiter === ';' ? ',' : ';' }),
    (mapping) => ({ ...mapping, delimiter: ';' }),
    take('customer', 0),
  )
  expect(found).toMatchObject({ days: ['2024-02-25', '2024-02-26'], revenueMinor: 3050 })
})
