type Customers = Record<'x' | 'tx' | 'T' | 'holdout', Float64Array>

/** The customers of a file here, times in weeks. */
export function readCustomers(csv: string): Customers {
  const [, ...lines] = csv.trim().split('\n')
  const rows = lines.map((line) => line.split(',').map(Number))
  const column = (at: number, unit: number) => Float64Array.from(rows, (row) => (row[at] ?? 0) / unit)
  return { x: column(0, 1), tx: column(1, 7), T: column(2, 7), holdout: column(3, 1) }
}
