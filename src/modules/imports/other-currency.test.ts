import { expect, test } from 'vitest'
import { newWorkspace } from '#testing'
import { changeMapping } from './change-mapping.ts'
import { tellOddities } from './tell-import.ts'
import { openShop } from './testing.ts'

const shop = await openShop()

test('money that is not the shop’s is said to be in no figure, unless the shop is empty and takes it', async () => {
  const workspaceId = await newWorkspace(shop.deps.db)
  const forints = shop.write('order;customer;date;total\n1;anna;2025-02-01;5 000 Ft\n2;bela;2025-02-12;6 000 Ft\n')
  const euros = shop.write('order;customer;date;total\n3;anna;2025-03-01;50 €\n4;bela;2025-03-12;60 €\n')
  const problems = async (path: string) => (await shop.draft(workspaceId, path)).problems
  expect(await problems(forints)).toEqual([])
  await shop.take(workspaceId, forints)
  expect(await problems(forints)).toEqual([])
  expect(tellOddities('en', await problems(euros))).toEqual([
    'The amounts are in EUR, and this shop counts in HUF: the orders will count as visits, and their money will be in no figure.',
  ])
  const { importId, mapping } = await shop.draft(workspaceId, euros)
  const corrected = await changeMapping(shop.deps, { workspaceId, importId, mapping: { ...mapping, currency: 'HUF' } })
  expect(corrected.problems).toEqual([])
})
