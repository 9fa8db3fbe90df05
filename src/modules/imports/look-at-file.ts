import type { ImportMapping, ImportPreview } from '#contract/imports'
import { describeMapping } from './describe-mapping.ts'
import type { FileReading } from './imports.repo.ts'
import { lookAtJsonLines } from './look-at-json-lines.ts'
import {
  type Delimiter,
  type FileSniff,
  guessMapping,
  type ImportKind,
  type LayoutChoices,
  type MapEntry,
  type Mapping,
  sniffFile,
} from './reading/index.ts'
import { applyChoices, isSettled, type ReadingChoices } from './reading-choices.ts'

export type Look = {
  kind: ImportKind
  reading: FileReading
  mapping: ImportMapping
  columns: ImportPreview['columns']
  rows: string[][]
  problems: { reason: string; details?: Record<string, string | number> }[]
}

export type LookChoices = {
  kind?: ImportKind | undefined
  map?: MapEntry[] | undefined
  /** role → index, where all are settled */
  columns?: ImportMapping['columns'] | undefined
  encoding?: string | undefined
  delimiter?: string | undefined
  hasHeader?: boolean | undefined
  reading?: ReadingChoices | undefined
}

/** How a file is to be read and what its columns seem to mean. What a person chose wins. */
export async function lookAtFile(path: string, fileName: string, choices: LookChoices = {}): Promise<Look> {
  if (choices.delimiter === 'json' || /\.(jsonl|ndjson)(\.gz)?$/i.test(fileName)) return await lookAtJsonLines(path)
  const layoutChoices: LayoutChoices = {
    ...(choices.encoding ? { encoding: choices.encoding } : {}),
    ...(choices.delimiter ? { delimiter: choices.delimiter as Delimiter } : {}),
    ...(choices.hasHeader === undefined ? {} : { hasHeader: choices.hasHeader }),
  }
  const sniff = await sniffFile(path, layoutChoices)
  const guess = guessMapping(sniff.columns, sniff.sample, {
    ...(choices.kind ? { kind: choices.kind } : {}),
    ...(choices.map ? { map: choices.map } : {}),
    ...(choices.columns ? { columns: choices.columns } : {}),
  })
  const chosen = choices.reading ?? {}
  return {
    kind: guess.kind,
    reading: {
      layout: sniff.layout,
      headings: sniff.columns.map(({ name }) => name),
      estimatedRows: sniff.estimatedRows,
    },
    mapping: applyChoices(describeMapping(sniff.layout, guess), chosen, guess),
    columns: describeColumns(sniff, guess),
    rows: sniff.preview.map(({ cells }) => cells.map((cell) => cell.slice(0, 500))),
    problems: [...sniff.problems, ...guess.problems].filter(({ reason }) => !isSettled(reason, chosen)),
  }
}

function describeColumns(sniff: FileSniff, guess: Mapping): ImportPreview['columns'] {
  return sniff.columns.map(({ index, name, samples }) => {
    const role = guess.roles.find((found) => found.index === index)
    return { index, name, samples, role: role?.role ?? null, confidence: role?.confidence ?? 0 }
  })
}

/** `warnings` are told by the caller, who knows the language. */
export type FilePreview = Omit<ImportPreview, 'warnings'> & { problems: Look['problems'] }

export function previewOf(
  look: Look,
  file: Pick<ImportPreview, 'importId' | 'fileName' | 'fileBytes' | 'sameFileAs'>,
): FilePreview {
  const { layout, estimatedRows } = look.reading
  return {
    ...file,
    kind: look.kind,
    estimatedRows,
    delimiter: look.mapping.delimiter,
    encoding: layout.encoding,
    hasHeader: layout.hasHeader,
    columns: look.columns,
    rows: look.rows,
    mapping: look.mapping,
    problems: look.problems,
  }
}
