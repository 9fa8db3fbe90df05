import { type Direction, layRuns } from './lay-runs.ts'
import { lettersOf } from './letters.ts'

type Placed = { svg: string; x: number; y: number; scale: number }
type SetLine = { glyphs: Placed[]; width: number }

type Shaped = { path: { toSVG: () => string }; xAdvance: number; xOffset: number; yOffset: number; scale: number }

/** The shapes of a line from left to right, with their measures. */
function shape(text: string, size: number, base: Direction): Shaped[] {
  return layRuns(text, base)
    .flatMap((run) => lettersOf(run.text, run.direction))
    .flatMap(({ face, text: part, direction }) => {
      const scale = size / face.unitsPerEm
      const { glyphs, positions } = face.layout(part, undefined, ...scriptOf(direction))
      return glyphs.map(({ path }, i) => {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {}
        return { path, xAdvance: xAdvance * scale, xOffset: xOffset * scale, yOffset: yOffset * scale, scale }
      })
    })
}

const widthOf = (text: string, size: number, base: Direction): number =>
  shape(text, size, base).reduce((sum, { xAdvance }) => sum + xAdvance, 0)

/** A line of text as outlines with their places, from 0 rightwards. Outlines need no fonts at the printer's and keep Persian joined. */
function setLine(text: string, size: number, base: Direction): SetLine {
  let width = 0
  const glyphs = shape(text, size, base).flatMap(({ path, xAdvance, xOffset, yOffset, scale }) => {
    const x = width + xOffset
    width += xAdvance
    const svg = path.toSVG()
    return svg === '' ? [] : [{ svg, x, y: -yOffset, scale }]
  })
  return { glyphs, width }
}

function scriptOf(direction: Direction): [string | undefined, string | undefined, Direction] {
  return direction === 'rtl' ? ['arab', 'FAR ', 'rtl'] : [undefined, undefined, 'ltr']
}

/** Text in as many lines as its width asks for; no word is cut. */
export function setLines(text: string, size: number, width: number, base: Direction): SetLine[] {
  const lines: SetLine[] = []
  let waiting = ''
  for (const word of text.split(' ')) {
    const longer = waiting === '' ? word : `${waiting} ${word}`
    if (waiting !== '' && widthOf(longer, size, base) > width) {
      lines.push(setLine(waiting, size, base))
      waiting = word
    } else waiting = longer
  }
  return [...lines, setLine(waiting, size, base)]
}
