import { readFileSync } from 'node:fs'
import PDFDocument from 'pdfkit'
import type { Direction } from './lay-runs.ts'

type Glyph = { path: { toSVG: () => string } }
type Position = { xAdvance: number; xOffset: number; yOffset: number }
/** What is used of fontkit, which pdfkit reads fonts with. */
export type Face = {
  unitsPerEm: number
  hasGlyphForCodePoint: (code: number) => boolean
  layout: (
    text: string,
    features: undefined,
    script: string | undefined,
    language: string | undefined,
    direction: Direction,
  ) => { glyphs: Glyph[]; positions: Position[] }
}

const files = [
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  '@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2',
  '@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2',
]

let read: Face[] | undefined

/** The console's own fonts, in the order in which they are asked for a sign. */
export function faces(): Face[] {
  read ??= files.map((file) => openFace(readFileSync(new URL(import.meta.resolve(file)))))
  return read
}

// The font a document was given last is fontkit's; pdfkit has no other way to it, and embeds nothing that no text was set in.
function openFace(bytes: Buffer): Face {
  const document = new PDFDocument()
  document.font(bytes)
  return (document as unknown as { _font: { font: Face } })._font.font
}

export type Letters = { face: Face; text: string; direction: Direction }

/** A run cut where another font has to go on; blanks stay with what they follow. */
export function lettersOf(text: string, direction: Direction): Letters[] {
  const all = faces()
  const parts: Letters[] = []
  for (const sign of text) {
    const last = parts.at(-1)
    const code = sign.codePointAt(0) ?? 0
    if (last && (/\s|\u200c/u.test(sign) ? last.face.hasGlyphForCodePoint(code) : faceFor(all, code) === last.face))
      last.text += sign
    else parts.push({ face: faceFor(all, code), text: sign, direction })
  }
  return direction === 'rtl' ? parts.reverse() : parts
}

function faceFor(all: Face[], code: number): Face {
  const [first] = all
  if (!first) throw new Error('a font is missing')
  return all.find((face) => face.hasGlyphForCodePoint(code)) ?? first
}
