/** Contrast of colours as WCAG 2.2 reckons it, and the nearest colour that can be read. */

type Rgb = [number, number, number]

const paper = '#faf8f5'

/** Text needs 4.5 (AA), large shapes and borders 3. */
export const textContrast = 4.5
export const shapeContrast = 3

/** Relative luminance contrast of two #rrggbb colours, 1 to 21 (WCAG 2.2, 1.4.3). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** How well a colour does both of its tasks: as text or shape on our paper and under white text; the worse one. */
export function contrastOnPaper(colour: string): number {
  return Math.min(contrast(colour, paper), contrast(colour, '#ffffff'))
}

/** The colour itself when it reaches `wanted` on paper, else the same hue made as little darker as needed. */
export function readable(colour: string, wanted: number = textContrast): string {
  if (contrastOnPaper(colour) >= wanted) return colour
  // Darkening towards black keeps hue and saturation as the eye names them; a thousand steps are finer than #rrggbb.
  for (let step = 1; step <= 1000; step++) {
    const darker = toHex(toRgb(colour).map((part) => part * (1 - step / 1000)) as Rgb)
    if (contrastOnPaper(darker) >= wanted) return darker
  }
  return '#000000'
}

function luminance(colour: string): number {
  const [r, g, b] = toRgb(colour).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function toRgb(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function toHex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.floor(part).toString(16).padStart(2, '0')).join('')}`
}
