import type { Binning } from './bin.ts'
import type { Tree } from './grow-tree.ts'

/** A leaf and what leads to it, one entry for each column on the way however often it is asked. */
export type LeafPath = {
  value: number
  columns: number[]
  /** the share of training rows that goes this way at the column's questions */
  ratios: number[]
  /** per column and bin: 1 where the bin goes this way at all of the column's questions */
  agrees: Uint8Array[]
}

export function leafPaths(tree: Tree, binnings: Binning[]): LeafPath[] {
  const found: LeafPath[] = []
  const walk = (node: number, path: Omit<LeafPath, 'value'>) => {
    const column = tree.column[node] ?? -1
    if (column < 0) {
      found.push({ ...path, value: tree.value[node] ?? 0 })
      return
    }
    for (const isLeft of [true, false]) {
      const child = (isLeft ? tree.left[node] : tree.right[node]) ?? 0
      const ratio = (tree.cover[child] ?? 0) / (tree.cover[node] ?? 1)
      walk(child, withQuestion(path, column, ratio, agreeing(tree, node, binnings[column]?.count ?? 0, isLeft)))
    }
  }
  walk(0, { columns: [], ratios: [], agrees: [] })
  return found
}

function agreeing(tree: Tree, node: number, unknown: number, isLeft: boolean): Uint8Array {
  return Uint8Array.from({ length: unknown + 1 }, (_, bin) => {
    const goesLeft = bin === unknown ? tree.unknownLeft[node] === 1 : bin <= (tree.bin[node] ?? 0)
    return goesLeft === isLeft ? 1 : 0
  })
}

function withQuestion(path: Omit<LeafPath, 'value'>, column: number, ratio: number, agrees: Uint8Array) {
  const at = path.columns.indexOf(column)
  if (at < 0)
    return { columns: [...path.columns, column], ratios: [...path.ratios, ratio], agrees: [...path.agrees, agrees] }
  return {
    columns: path.columns,
    ratios: path.ratios.with(at, (path.ratios[at] ?? 1) * ratio),
    agrees: path.agrees.with(
      at,
      agrees.map((own, bin) => own & (path.agrees[at]?.[bin] ?? 0)),
    ),
  }
}
