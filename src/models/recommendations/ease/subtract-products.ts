import type { Square } from './square.ts'

export type Range = readonly [from: number, to: number]

type Task = { target: Square; left: Square; right: Square; rows: Range; columns: Range; depth: Range }

/** So much of a row at a time that what is multiplied stays in the cache. */
const chunk = 256

/** target[i, j] −= Σₖ left[i, k] · right[j, k] for i in rows, j in columns, k in depth. Both are read along their rows. */
export function subtractProducts(task: Task): void {
  const [from, to] = task.depth
  for (let k = from; k < to; k += chunk) subtractChunk(task, k, Math.min(to, k + chunk))
}

function subtractChunk(task: Task, from: number, to: number): void {
  const [firstRow, endRow] = task.rows
  const [firstColumn, endColumn] = task.columns
  const rows = endRow - ((endRow - firstRow) & 3)
  const columns = endColumn - ((endColumn - firstColumn) & 3)
  for (let i = firstRow; i < rows; i += 4)
    for (let j = firstColumn; j < columns; j += 4) subtractTile(task, i, j, from, to)
  for (let i = firstRow; i < endRow; i++)
    for (let j = i < rows ? columns : firstColumn; j < endColumn; j++) subtractOne(task, i, j, from, to)
}

function subtractOne({ target, left, right }: Task, i: number, j: number, from: number, to: number): void {
  const a = left.cells
  const b = right.cells
  let sum = 0
  for (let k = from; k < to; k++) sum += (a[i * left.stride + k] as number) * (b[j * right.stride + k] as number)
  const at = i * target.stride + j
  target.cells[at] = (target.cells[at] as number) - sum
}

/** Four rows by four columns: sixteen sums in registers for eight numbers read. Casts, because `?? 0` costs half the speed here. */
function subtractTile({ target, left, right }: Task, i: number, j: number, from: number, to: number): void {
  const a = left.cells
  const b = right.cells
  const i0 = i * left.stride
  const i1 = i0 + left.stride
  const i2 = i1 + left.stride
  const i3 = i2 + left.stride
  const j0 = j * right.stride
  const j1 = j0 + right.stride
  const j2 = j1 + right.stride
  const j3 = j2 + right.stride
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  let s20 = 0
  let s21 = 0
  let s22 = 0
  let s23 = 0
  let s30 = 0
  let s31 = 0
  let s32 = 0
  let s33 = 0
  for (let k = from; k < to; k++) {
    const a0 = a[i0 + k] as number
    const a1 = a[i1 + k] as number
    const a2 = a[i2 + k] as number
    const a3 = a[i3 + k] as number
    const b0 = b[j0 + k] as number
    const b1 = b[j1 + k] as number
    const b2 = b[j2 + k] as number
    const b3 = b[j3 + k] as number
    s00 += a0 * b0
    s01 += a0 * b1
    s02 += a0 * b2
    s03 += a0 * b3
    s10 += a1 * b0
    s11 += a1 * b1
    s12 += a1 * b2
    s13 += a1 * b3
    s20 += a2 * b0
    s21 += a2 * b1
    s22 += a2 * b2
    s23 += a2 * b3
    s30 += a3 * b0
    s31 += a3 * b1
    s32 += a3 * b2
    s33 += a3 * b3
  }
  subtractFour(target, i, j, s00, s01, s02, s03)
  subtractFour(target, i + 1, j, s10, s11, s12, s13)
  subtractFour(target, i + 2, j, s20, s21, s22, s23)
  subtractFour(target, i + 3, j, s30, s31, s32, s33)
}

function subtractFour(
  { cells, stride }: Square,
  i: number,
  j: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  const at = i * stride + j
  cells[at] = (cells[at] as number) - a
  cells[at + 1] = (cells[at + 1] as number) - b
  cells[at + 2] = (cells[at + 2] as number) - c
  cells[at + 3] = (cells[at + 3] as number) - d
}
