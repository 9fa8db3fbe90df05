import { type FileLayout, openRows } from './reading/index.ts'
import { readStatus } from './status-words.ts'

const looksAtRows = 5_000

/** `C536379`: the number of a credit note, where the others are plain numbers. */
export const isCreditNote = (orderId: string): boolean => /^c\d/i.test(orderId)

/**
 * Whether a C before a number means a credit note in this file, by its first rows. A shop may as well have called all of its
 * orders C1, C2, C3.
 */
export async function marksCreditNotes(path: string, layout: FileLayout, column: number | undefined): Promise<boolean> {
  if (column === undefined) return false
  let [plain, numbered] = [0, 0]
  for await (const text of firstCells(path, layout, column)) {
    if (text !== '') numbered++
    if (/^\p{Nd}+$/u.test(text)) plain++
  }
  return plain * 2 > numbered
}

/** Whether what was given back has rows of its own in this file, by the kinds of its first rows. */
export async function listsRefunds(path: string, layout: FileLayout, column: number | undefined): Promise<boolean> {
  if (column === undefined) return false
  for await (const text of firstCells(path, layout, column)) if (readStatus(text) === 'refunded') return true
  return false
}

async function* firstCells(path: string, layout: FileLayout, column: number): AsyncGenerator<string> {
  let seen = 0
  for await (const { rows } of openRows(path, { layout })) {
    for (const { cells } of rows) yield (cells[column] ?? '').trim()
    seen += rows.length
    if (seen >= looksAtRows) break
  }
}
