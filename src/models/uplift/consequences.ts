import type { Column, Frame } from '#models/frame'

const leastRows = 100
const leastDeviating = 10
const clearlyMoved = 4

/**
 * Columns that follow from the treatment or the outcome and so cannot be features: always the same where the outcome is
 * 0 but not elsewhere (what was spent by those who bought); always the same in one arm but not in the other (who opened the
 * letter); or moved by the arm and the outcome 0 without it (visited, on the way to buying). Small tables are given the
 * benefit of the doubt.
 */
export function consequencesOf(frame: Frame, treated: Float64Array, outcome: Float64Array): string[] {
  return frame.columns
    .filter((column) => {
      const values = valuesOf(column)
      return followsFrom(values, outcome) || isOfOneArm(values, treated) || leadsTo(values, treated, outcome)
    })
    .map(({ name }) => name)
}

function followsFrom(values: ArrayLike<number>, outcome: Float64Array): boolean {
  const without = outcome.indexOf(0)
  if (without < 0) return false
  const usual = values[without]
  let zeros = 0
  let deviating = 0
  for (let row = 0; row < outcome.length; row++) {
    const isUsual = Object.is(values[row], usual)
    if (outcome[row] === 0) {
      if (!isUsual) return false
      zeros++
    } else if (!isUsual) deviating++
  }
  return zeros >= leastRows && deviating >= leastDeviating
}

/** Arms are drawn by chance: what one has and the other never has comes after that. */
function isOfOneArm(values: ArrayLike<number>, treated: Float64Array): boolean {
  return [0, 1].some((arm) => {
    const usual = values[treated.findIndex((own) => (own === 1 ? 1 : 0) === arm)]
    let [same, others, deviating] = [0, 0, 0]
    for (let row = 0; row < treated.length; row++) {
      const isUsual = Object.is(values[row], usual)
      if ((treated[row] === 1 ? 1 : 0) !== arm) {
        others++
        if (!isUsual) deviating++
      } else if (isUsual) same++
      else return false
    }
    if (same < leastRows || deviating < leastDeviating) return false
    const share = deviating / (same + others)
    const error = Math.sqrt(share * (1 - share) * (1 / same + 1 / others))
    return deviating / others > clearlyMoved * error
  })
}

function leadsTo(values: ArrayLike<number>, treated: Float64Array, outcome: Float64Array): boolean {
  const counts = new Map<number, number>()
  for (let row = 0; row < outcome.length; row++) counts.set(values[row] ?? 0, (counts.get(values[row] ?? 0) ?? 0) + 1)
  const [usual, rows] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), [Number.NaN, 0])
  const rate = outcome.filter((value) => value !== 0).length / Math.max(1, outcome.length)
  if (rows < leastRows || rows === outcome.length || rate * rows < leastDeviating) return false
  const usualOf = [0, 0]
  const all = [0, 0]
  for (let row = 0; row < outcome.length; row++) {
    const arm = treated[row] === 1 ? 1 : 0
    all[arm] = (all[arm] ?? 0) + 1
    if (!Object.is(values[row], usual)) continue
    if (outcome[row] !== 0) return false
    usualOf[arm] = (usualOf[arm] ?? 0) + 1
  }
  const [control = 1, treatment = 1] = all
  const share = rows / outcome.length
  const error = Math.sqrt(share * (1 - share) * (1 / control + 1 / treatment))
  return Math.abs((usualOf[1] ?? 0) / treatment - (usualOf[0] ?? 0) / control) > clearlyMoved * error
}

function valuesOf(column: Column): ArrayLike<number> {
  return column.kind === 'number' ? column.values : column.codes
}
