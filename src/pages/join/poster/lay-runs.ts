export type Direction = 'ltr' | 'rtl'
export type Run = { text: string; direction: Direction }

type Class = 'L' | 'R' | 'D' | 'N'

/** Letters of scripts that are written from right to left; digits among them are not. */
const arabic = /[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\u200c\ufb1d-\ufdff\ufe70-\ufeff]/u
const digit = /[0-9\u0660-\u0669\u06f0-\u06f9]/u
const letter = /\p{L}/u
/** Stand between digits without parting them. */
const inNumber = /[.,:/\u066b\u066c]/u
const isolates = /[\u2066-\u2069\u200e\u200f]/gu

function classOf(sign: string): Class {
  if (digit.test(sign)) return 'D'
  if (inNumber.test(sign)) return 'N'
  if (arabic.test(sign)) return 'R'
  return letter.test(sign) ? 'L' : 'N'
}

/**
 * One line of text as the runs that stand side by side, from left to right. The part of the bidirectional algorithm (UAX #9) that a
 * sentence with names and numbers needs: no embedding deeper than one, and isolates are left out.
 */
export function layRuns(line: string, base: Direction): Run[] {
  const signs = [...line.replace(isolates, '')]
  const classes = signs.map(classOf)
  const directions = signs.map((sign, i): Direction | undefined => {
    if (classes[i] === 'R') return 'rtl'
    if (classes[i] !== 'N') return 'ltr'
    return inNumber.test(sign) && classes[i - 1] === 'D' && classes[i + 1] === 'D' ? 'ltr' : undefined
  })
  const runs: Run[] = []
  signs.forEach((sign, i) => {
    const direction = directions[i] ?? between(directions, i, base)
    const last = runs.at(-1)
    if (last?.direction === direction) last.text += sign
    else runs.push({ text: sign, direction })
  })
  return base === 'rtl' ? runs.reverse() : runs
}

/** What has no direction of its own goes with its neighbours when they agree, and with the line when they do not. */
function between(directions: (Direction | undefined)[], at: number, base: Direction): Direction {
  const before = directions.slice(0, at).findLast((one) => one !== undefined) ?? base
  const after = directions.slice(at + 1).find((one) => one !== undefined) ?? base
  return before === after ? before : base
}
