import { type FileLayout, openRows } from './reading/index.ts'

const looksAtRows = 5_000

/** `C536379`: the number of a credit note, where the others are plain numbers. */
export const isCreditNote = (orderId: string): boolean => /^c\d/i.test(orderId)

/**
 * Whether a C before a number means a credit note in this file, by its first rows. A shop may as well have called all of its
 * orders C1, C2, C3.
 */
export async function marksCreditNotes(path: string, layout: FileLayout, column: number | undefined): Promise<boolean> {
  if (column === undefined) return false
  let [plain, numbered, seen] = [0, 0, 0]
  for await (const { rows } of openRows(path, { layout })) {
    for (const { cells } of rows) {
      const order = (cells[column] ?? '').trim()
      if (order !== '') numbered++
      if (/^\p{Nd}+$/u.test(order)) plain++
    }
    seen += rows.length
    if (seen >= looksAtRows) break
  }
  return plain * 2 > numbered
}
