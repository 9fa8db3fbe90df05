export type NumberColumn = { kind: 'number'; name: string; values: Float64Array }
export type CategoryColumn = { kind: 'category'; name: string; codes: Int32Array; levels: string[] }
export type Column = NumberColumn | CategoryColumn
/** `rows` is the length of every column. */
export type Frame = { rows: number; columns: Column[] }

/** The same columns with only these rows, in this order. */
export function selectRows(frame: Frame, rows: ArrayLike<number>): Frame {
  const columns = frame.columns.map((column): Column => {
    if (column.kind === 'category') {
      const codes = new Int32Array(rows.length)
      for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i] ?? 0] ?? 0
      return { ...column, codes }
    }
    const values = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] ?? 0] ?? Number.NaN
    return { ...column, values }
  })
  return { rows: rows.length, columns }
}

/** The same rows with one more column in front. */
export function withColumn(frame: Frame, name: string, values: Float64Array): Frame {
  return { rows: frame.rows, columns: [{ kind: 'number', name, values }, ...frame.columns] }
}
