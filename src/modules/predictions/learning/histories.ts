/**
 * What some customers have bought, in flat arrays that travel between threads without being copied. Days count from
 * 1970-01-01; money is in minor units of the workspace's currency.
 */
export type Histories = {
  /** customer numbers */
  customers: Uint32Array
  /** visits of customer i: `starts[i]` … `starts[i + 1] − 1` of the three below, days ascending */
  starts: Uint32Array
  days: Uint16Array
  revenue: Float64Array
  /** hour of the day in the shop's zone; 255 = not known */
  hours: Uint8Array
  /** where they bought last, as a code of `sourceNames` */
  sources: Uint16Array
  sourceNames: string[]
  refundStarts: Uint32Array
  refundDays: Uint16Array
  /** all revenue, and what was given back of it */
  gross: Float64Array
  refunded: Float64Array
  /** share of revenue that stays after its cost; NaN = the cost is not known */
  margins: Float64Array
}

export const unknownHour = 255
/** A year, and the weeks that times are given in to the models of purchases. */
export const yearDays = 365
export const weekDays = 7

/** Every buffer of it, to be moved instead of copied. */
export function buffersOf(histories: Histories): ArrayBuffer[] {
  return Object.values(histories).flatMap((part) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
  )
}
