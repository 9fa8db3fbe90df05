import type { CategoryColumn, Column, Frame, NumberColumn } from '#models/frame'

/** How one column becomes features `first` …; a number has its value and, if blanks are common, a mark for them. */
export type NumberFeature = {
  kind: 'number'
  name: string
  first: number
  fill: number
  mean: number
  scale: number
  marksBlank: boolean
}
export type CategoryFeature = { kind: 'category'; name: string; first: number; levels: string[]; shares: number[] }
export type Feature = NumberFeature | CategoryFeature

/**
 * A row is a few numbers and, for each category column and each mark of blanks, the one feature that is 1 (−1: none), in the features'
 * order. Both lie row by row.
 */
export type Design = {
  rows: number
  numbers: Float64Array
  numberFeatures: number[]
  hot: Int32Array
  hotColumns: number
}

const mostLevels = 60
const blankShareWorthAMark = 0.01

/** Reads means, scales and levels off the training rows. Feature 0 is the intercept. */
export function describeFeatures(frame: Frame): { features: Feature[]; names: string[] } {
  const features: Feature[] = []
  const names = ['(intercept)']
  for (const column of frame.columns) {
    const first = names.length
    if (column.kind === 'number') {
      const feature = describeNumber(column, first)
      features.push(feature)
      names.push(column.name)
      if (feature.marksBlank) names.push(`${column.name} = (blank)`)
    } else {
      const { levels, shares } = commonLevels(column)
      features.push({ kind: 'category', name: column.name, first, levels, shares })
      names.push(...levels.map((level) => `${column.name} = ${level === '' ? '(blank)' : level}`))
    }
  }
  return { features, names }
}

/**
 * A blank number is 0 where 0 is as good as in the column's range (nothing spent yet), else the mean; from 1 % of blanks
 * on a mark of its own says what being blank means.
 */
function describeNumber({ name, values }: NumberColumn, first: number): NumberFeature {
  const known = values.filter((value) => !Number.isNaN(value))
  const mean = average(known)
  const spread = Math.sqrt(average(known.map((value) => (value - mean) ** 2)))
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of known) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const fill = low <= spread / 10 && high >= -spread / 10 ? 0 : mean
  const all = values.map((value) => (Number.isNaN(value) ? fill : value))
  const centre = average(all)
  const scale = Math.sqrt(average(all.map((value) => (value - centre) ** 2)))
  const marksBlank = values.length - known.length >= Math.max(1, blankShareWorthAMark * values.length)
  // Rounding leaves a constant column with a tiny spread, which must not be blown up to 1.
  const isConstant = !(scale > 1e-12 * Math.abs(centre)) || !Number.isFinite(scale)
  return { kind: 'number', name, first, fill, mean: centre, scale: isConstant ? 0 : scale, marksBlank }
}

function commonLevels({ codes, levels }: CategoryColumn): { levels: string[]; shares: number[] } {
  const counts = new Float64Array(levels.length)
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  const common = levels
    .map((level, code) => ({ level, code, count: counts[code] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.code - b.code)
    .slice(0, mostLevels)
    .sort((a, b) => a.code - b.code)
  return { levels: common.map(({ level }) => level), shares: common.map(({ count }) => count / codes.length) }
}

/** The rows of a table as features; columns are found by their names, one that is not there counts as blank. */
export function designOf(frame: Frame, features: Feature[]): Design {
  const numbersOf = features.filter((feature) => feature.kind === 'number')
  const hotOf = features.filter((feature) => feature.kind === 'category' || feature.marksBlank)
  const columns = new Map(frame.columns.map((column) => [column.name, column]))
  const numbers = new Float64Array(frame.rows * numbersOf.length)
  for (const [at, feature] of numbersOf.entries())
    writeNumber(feature, columns.get(feature.name), numbers, at, numbersOf.length)
  const hot = new Int32Array(frame.rows * hotOf.length).fill(-1)
  for (const [at, feature] of hotOf.entries()) {
    const column = columns.get(feature.name)
    if (feature.kind === 'number') writeBlanks(feature, column, hot, at, hotOf.length)
    else if (column?.kind === 'category') writeLevels(feature, column, hot, at, hotOf.length)
  }
  const numberFeatures = numbersOf.map(({ first }) => first)
  return { rows: frame.rows, numbers, numberFeatures, hot, hotColumns: hotOf.length }
}

/** Every `step`-th row. */
export function thin({ rows, numbers, numberFeatures, hot, hotColumns }: Design, step: number): Design {
  const width = numberFeatures.length
  const kept = Math.ceil(rows / step)
  const fewer = new Float64Array(kept * width)
  const fewerHot = new Int32Array(kept * hotColumns)
  for (let row = 0; row < kept; row++) {
    const from = row * step
    fewer.set(numbers.subarray(from * width, (from + 1) * width), row * width)
    fewerHot.set(hot.subarray(from * hotColumns, (from + 1) * hotColumns), row * hotColumns)
  }
  return { rows: kept, numbers: fewer, numberFeatures, hot: fewerHot, hotColumns }
}

function writeNumber(
  { fill, mean, scale }: NumberFeature,
  column: Column | undefined,
  into: Float64Array,
  at: number,
  width: number,
) {
  const values = column?.kind === 'number' ? column.values : undefined
  for (let row = 0; row * width < into.length; row++) {
    const value = values?.[row] ?? Number.NaN
    into[row * width + at] = scale === 0 ? 0 : ((Number.isNaN(value) ? fill : value) - mean) / scale
  }
}

function writeBlanks(
  { first }: NumberFeature,
  column: Column | undefined,
  into: Int32Array,
  at: number,
  width: number,
) {
  const values = column?.kind === 'number' ? column.values : undefined
  for (let row = 0; row * width < into.length; row++)
    if (Number.isNaN(values?.[row] ?? Number.NaN)) into[row * width + at] = first + 1
}

function writeLevels(
  { first, levels }: CategoryFeature,
  { codes, levels: own }: CategoryColumn,
  into: Int32Array,
  at: number,
  width: number,
) {
  const featureOfLevel = new Map(levels.map((level, i) => [level, first + i]))
  const featureOfCode = own.map((level) => featureOfLevel.get(level) ?? -1)
  for (let row = 0; row * width < into.length; row++) into[row * width + at] = featureOfCode[codes[row] ?? -1] ?? -1
}

function average(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
