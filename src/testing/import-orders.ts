import type { ImportPreview, ImportRow } from '#contract/imports'
import type { Shop } from './start-test-server.ts'

/** Uploads orders by the API, starts the import and waits until every report shows them. */
export async function importOrders(shop: Shop, csv: string): Promise<ImportRow> {
  const uploaded = await shop.ask('POST', '/imports?kind=orders&fileName=orders.csv', csv, {
    'content-type': 'text/csv',
  })
  const { importId } = (await uploaded.json()) as ImportPreview
  await shop.ask('POST', `/imports/${importId}/start`)
  for (;;) {
    const row = await shop.read<ImportRow>(`/imports/${importId}`)
    if (row.status === 'done') return row
    if (row.status === 'failed') throw new Error(row.error?.message)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
