import { failFile } from './fail.ts'
import { limits } from './limits.ts'
import { openRows } from './open-rows.ts'
import { sampleWindows } from './sample-windows.ts'
import { type LayoutChoices, sniffLayout } from './sniff-layout.ts'
import { columnShape } from './sniff-shape.ts'
import type { Column, FileProblem, FileSniff, RawRow } from './types.ts'

/** Rows at the start that stay together in the sample, so that the lines of one order can be seen side by side. */
const togetherRows = 2000

/**
 * Looks at a file: how to read it, its columns, its first 20 rows, and rows from all over it for `guessMapping`.
 * Reads at most 24 MB. Throws file_empty, file_not_text, file_damaged, one_column, too_many_columns, row_too_long or
 * no_rows.
 */
export async function sniffFile(path: string, choices: LayoutChoices = {}): Promise<FileSniff> {
  const { layout, headings, mixed, totalBytes } = await sniffLayout(path, choices)
  const preview: RawRow[] = []
  const counts = { rows: 0, ragged: 0, quotes: 0, nuls: 0, badBytes: 0, firstBad: 0 }
  const gathered = gatherSample()
  const scanBytes = layout.gzip ? limits.sampleBytes / 4 : limits.sampleBytes / 6
  let estimatedRows = 0
  for await (const { rows, bytesRead } of openRows(path, { layout })) {
    for (const row of rows) {
      counts.rows++
      if (preview.length < limits.previewRows) preview.push(row)
      if (row.fault === 'unclosed_quote') counts.quotes++
      if (row.fault === 'too_many_cells' || row.note === 'missing_cells') counts.ragged++
      if (row.note === 'nul_bytes') counts.nuls++
      if (row.note === 'bad_bytes' && counts.badBytes++ === 0) counts.firstBad = row.line
      if (!row.fault) gathered.add(row.cells)
    }
    const whole = bytesRead >= totalBytes
    estimatedRows = whole ? counts.rows : Math.round((counts.rows / Math.max(1, bytesRead)) * totalBytes)
    if (bytesRead > scanBytes && !whole) {
      if (!layout.gzip) await sampleWindows(path, layout, totalBytes, bytesRead, (cells) => gathered.add(cells))
      break
    }
  }
  if (counts.rows === 0)
    throw failFile('no_rows', 'The file has headings but no rows.', { headings: headings.slice(0, 50) })
  const sample = gathered.rows()
  const columns = describeColumns(headings, layout.width, sample)
  return {
    layout,
    columns,
    preview,
    sample,
    estimatedRows,
    totalBytes,
    problems: listProblems(counts, mixed, headings),
  }
}

/** Keeps the first rows and then every n-th one, doubling n when full: deterministic, and spread over all that is read. */
function gatherSample(): { add: (cells: string[]) => void; rows: () => string[][] } {
  const first: string[][] = []
  let spread: string[][] = []
  let every = 1
  let seen = 0
  return {
    add(cells) {
      if (first.length < togetherRows) {
        first.push(cells)
        return
      }
      if (seen++ % every !== 0) return
      spread.push(cells)
      if (spread.length < limits.sampleRows - togetherRows) return
      spread = spread.filter((_, index) => index % 2 === 0)
      every *= 2
    },
    rows: () => [...first, ...spread],
  }
}

/** A column without a heading is called by its number. */
function describeColumns(headings: string[], width: number, sample: string[][]): Column[] {
  return Array.from({ length: width }, (_, index) => {
    const samples = new Set<string>()
    for (const cells of sample) {
      const text = cells[index]?.trim()
      if (text) samples.add(text.slice(0, 100))
      if (samples.size >= 5) break
    }
    const values = sample.slice(0, 500).map((cells) => cells[index] ?? '')
    return { name: headings[index] || String(index + 1), index, samples: [...samples], guess: columnShape(values) }
  })
}

function listProblems(
  counts: { rows: number; ragged: number; quotes: number; nuls: number; badBytes: number; firstBad: number },
  mixed: boolean,
  headings: string[],
): FileProblem[] {
  const problems: FileProblem[] = []
  if (mixed || counts.badBytes > 0)
    problems.push({ reason: 'mixed_encodings', details: { rows: counts.badBytes, line: counts.firstBad } })
  if (counts.ragged > 0) problems.push({ reason: 'ragged_rows', details: { rows: counts.ragged } })
  if (counts.quotes > 0) problems.push({ reason: 'unclosed_quotes', details: { rows: counts.quotes } })
  if (counts.nuls > 0) problems.push({ reason: 'nul_bytes', details: { rows: counts.nuls } })
  const twice = headings.find((name, index) => name !== '' && headings.indexOf(name) !== index)
  if (twice !== undefined) problems.push({ reason: 'duplicate_headings', details: { heading: twice } })
  return problems
}
