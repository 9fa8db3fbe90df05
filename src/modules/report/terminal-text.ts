const colors = { good: 35, bad: 167, warn: 172, fresh: 68, muted: 245 } as const
export type Ink = keyof typeof colors | 'bold'
export type Paint = (text: string, ink: Ink) => string

export function createPaint(color: boolean): Paint {
  if (!color) return (text) => text
  return (text, ink) => (ink === 'bold' ? `\u001B[1m${text}\u001B[22m` : `\u001B[38;5;${colors[ink]}m${text}\u001B[39m`)
}

/** A cell of the cohort grid on a green that grows with the share. */
export function paintHeat(text: string, share: number): string {
  const greens = [194, 157, 151, 114, 78, 35]
  const level = Math.min(greens.length - 1, Math.floor(Math.max(0, share) * greens.length))
  return `\u001B[48;5;${greens[level]}m\u001B[38;5;16m${text}\u001B[39m\u001B[49m`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one.
const colorCode = /\u001B\[[0-9;]*m/g
const zeroWidth = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\p{Mn}\p{Me}]/gu
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/gu

/** Columns the text takes in a terminal: colours and joiners none, East Asian signs two. */
export function displayWidth(text: string): number {
  const visible = text.replace(colorCode, '').replace(zeroWidth, '')
  return [...visible].length + (visible.match(wide)?.length ?? 0)
}

export function padTo(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return side === 'end' ? text + space : space + text
}

export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let cut = ''
  for (const sign of text) {
    if (displayWidth(cut + sign) > width - 1) break
    cut += sign
  }
  return `${cut.trimEnd()}…`
}

/** Lines of at most `width` columns, broken between words; a longer word is cut. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (displayWidth(longer) <= width) line = longer
    else {
      if (line !== '') lines.push(line)
      line = cutTo(word, width)
    }
  }
  return line === '' ? lines : [...lines, line]
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFEFC]/u

/** Names come from files: nothing in them may move the cursor, ring, or turn the reading direction of the rest. */
export function safeName(name: string, direction: 'ltr' | 'rtl'): string {
  const plain = cutTo(name.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, ' ').trim(), 40)
  // Terminals without bidi show isolates as boxes, so they are written only where directions meet.
  return direction === 'rtl' || rightToLeft.test(plain) ? isolate(plain) : plain
}

export function isolate(text: string): string {
  return `\u2068${text}\u2069`
}
