import { type BoostedTrees, fitBoostedTrees, predictBoostedTrees, treeExplainer } from '#models/boosted-trees'
import { type Column, type Frame, selectRows } from '#models/frame'
import { fitLogistic, type LogisticModel, logisticContributions, predictLogistic } from '#models/logistic'

/** A fitted model as plain data. */
export type Classifier = { name: 'logistic'; model: LogisticModel } | { name: 'trees'; model: BoostedTrees }
export type Learnt = Classifier['name']

/** More rows would cost time and teach little more. */
const mostRows = { logistic: 60_000, trees: 20_000 }

export function fitClassifier(name: Learnt, frame: Frame, labels: Float64Array): Classifier {
  const { frame: some, labels: theirs } = thin(frame, labels, mostRows[name])
  if (name === 'logistic') return { name, model: fitLogistic(some, theirs) }
  return { name, model: fitBoostedTrees(some, theirs, { trees: 60, leaves: 6, rate: 0.12, leastRows: 30 }) }
}

export function classify({ name, model }: Classifier, frame: Frame): Float64Array {
  return name === 'logistic' ? predictLogistic(model, frame) : predictBoostedTrees(model, frame)
}

/** What each column adds to the log-odds; with `base` they add up. For one table after another. */
export function explainer({
  name,
  model,
}: Classifier): (frame: Frame) => { base: number; contributions: Float64Array } {
  return name === 'logistic' ? (frame) => logisticContributions(model, frame) : treeExplainer(model)
}

/** Evenly spread rows, at most so many. */
function thin(frame: Frame, labels: Float64Array, most: number): { frame: Frame; labels: Float64Array } {
  if (frame.rows <= most) return { frame, labels }
  const rows = Int32Array.from({ length: most }, (_, i) => Math.floor((i * frame.rows) / most))
  return { frame: selectRows(frame, rows), labels: Float64Array.from(rows, (row) => labels[row] ?? 0) }
}

/** Two tables of the same columns, one below the other. */
export function stack(a: Frame, b: Frame): Frame {
  const columns = a.columns.map((column, i): Column => {
    const other = b.columns[i]
    if (column.kind === 'number' && other?.kind === 'number')
      return { ...column, values: Float64Array.from([...column.values, ...other.values]) }
    if (column.kind === 'category' && other?.kind === 'category')
      return { ...column, codes: Int32Array.from([...column.codes, ...other.codes]) }
    throw new Error(`The tables do not share the column ${column.name}`)
  })
  return { rows: a.rows + b.rows, columns }
}
