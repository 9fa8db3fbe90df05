import PDFDocument from 'pdfkit'
import encodeQR from 'qr'
import { type Locale, localDigits, localeDirection } from '#platform/i18n'
import { type PosterSize, posterSizes } from './poster-sizes.ts'
import { setLines } from './set-text.ts'

export type Poster = {
  locale: Locale
  /** what the file is called in readers */
  title: string
  shop: string
  colour: string
  /** PNG or JPEG; stands instead of the name */
  logo: Buffer | null
  /** what somebody gets for joining, in one sentence */
  offer: string
  steps: string[]
  foot: string
  /** where the QR code leads */
  url: string
}

const pointsPerMm = 72 / 25.4
const ink = '#1d1f1b'
const soft = '#65635c'

type Doc = InstanceType<typeof PDFDocument>
type Area = { x: number; y: number; width: number }
type Style = { size: number; colour: string; bold?: boolean; align?: 'center' | 'start' }

/** The poster as a PDF to print: everything is drawn as outlines, so it looks the same everywhere and needs no fonts. */
export async function drawPoster(poster: Poster, size: PosterSize): Promise<Buffer> {
  const { sheet, face, faces } = posterSizes[size]
  const doc = new PDFDocument({
    size: [sheet[0] * pointsPerMm, sheet[1] * pointsPerMm],
    margin: 0,
    lang: poster.locale,
    info: { Title: poster.title, Creator: 'Regulars' },
  })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve) => doc.on('end', resolve))
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  doc.scale(pointsPerMm, pointsPerMm)
  if (faces === 2) {
    drawFace(doc, poster, face, size, face[1])
    doc.save().rotate(180, { origin: [sheet[0] / 2, face[1] / 2] })
    drawFace(doc, poster, face, size, 0)
    doc.restore()
    doc
      .save()
      .lineWidth(0.2)
      .dash(2, {})
      .strokeColor('#b9b4a9')
      .moveTo(0, face[1])
      .lineTo(face[0], face[1])
      .stroke()
      .restore()
  } else drawFace(doc, poster, face, size, 0)
  doc.end()
  await done
  return Buffer.concat(chunks)
}

function drawFace(
  doc: Doc,
  poster: Poster,
  [width, height]: readonly [number, number],
  size: PosterSize,
  top: number,
): void {
  doc.save().translate(0, top)
  if (size === 'sticker') drawSquare(doc, poster, width)
  else if (width > height) drawWide(doc, poster, width, height)
  else drawTall(doc, poster, width, height)
  doc.restore()
}

/** A band with the offer, the code, three steps. */
function drawTall(doc: Doc, poster: Poster, width: number, height: number): void {
  const u = width / 100
  const inner = { x: 8 * u, width: 84 * u }
  const band = measure(doc, poster, { ...inner, y: 9 * u }, u)
  doc.rect(0, 0, width, band + 8 * u).fill(poster.colour)
  measure(doc, poster, { ...inner, y: 9 * u }, u, true)
  const stepsTop = height - 40 * u
  const side = Math.min(60 * u, stepsTop - band - 12 * u)
  drawQr(doc, poster.url, (width - side) / 2, band + 8 * u + (stepsTop - band - 8 * u - side) / 2, side)
  drawSteps(doc, poster, { x: 12 * u, y: stepsTop, width: 76 * u }, 4.1 * u)
  drawText(
    doc,
    poster,
    poster.foot,
    { ...inner, y: height - 7.5 * u },
    { size: 3.1 * u, colour: soft, align: 'center' },
  )
}

/** The name and the offer; how far down they reach. Drawn only where `isDrawn`: the band below them has to be there first. */
function measure(doc: Doc, poster: Poster, area: Area, u: number, isDrawn = false): number {
  const set = (text: string, y: number, style: Style): number =>
    drawText(doc, poster, text, { ...area, y }, { ...style, align: 'center' }, isDrawn)
  const below = drawName(doc, poster, area, { size: 5.2 * u, align: 'center' }, isDrawn)
  return set(poster.offer, below + 3 * u, { size: 7.2 * u, colour: '#fff', bold: true })
}

/** The logo, or the name in white; where it ends. */
function drawName(doc: Doc, poster: Poster, area: Area, style: Omit<Style, 'colour'>, isDrawn = true): number {
  const { logo, locale } = poster
  if (!logo) return drawText(doc, poster, poster.shop, area, { ...style, colour: '#fff', bold: true }, isDrawn)
  const height = style.size * 1.6
  const align = style.align === 'center' ? 'center' : localeDirection(locale) === 'rtl' ? 'right' : undefined
  if (isDrawn) doc.image(logo, area.x, area.y, { fit: [area.width, height], ...(align && { align }) })
  return area.y + height
}

/** A tent on the table: words on one side, the code on the other. */
function drawWide(doc: Doc, poster: Poster, width: number, height: number): void {
  const u = width / 100
  const half = width * 0.54
  const isRtl = localeDirection(poster.locale) === 'rtl'
  const wordsAt = isRtl ? width - half : 0
  doc.rect(wordsAt, 0, half, height).fill(poster.colour)
  const area = { x: wordsAt + 6 * u, width: half - 12 * u }
  const white = { colour: '#fff' }
  const name = drawName(doc, poster, { ...area, y: 8 * u }, { size: 3.6 * u })
  const offer = drawText(
    doc,
    poster,
    poster.offer,
    { ...area, y: name + 3 * u },
    { size: 4.9 * u, bold: true, ...white },
  )
  drawSteps(doc, poster, { ...area, y: Math.max(offer + 5 * u, height - 30 * u) }, 2.7 * u, '#fff')
  const side = 38 * u
  const codeAt = (isRtl ? 0 : half) + (width - half - side) / 2
  drawQr(doc, poster.url, codeAt, (height - side) / 2 - 3 * u, side)
  const foot = { x: isRtl ? 2 * u : half + 2 * u, y: (height + side) / 2 + 1.5 * u, width: width - half - 4 * u }
  drawText(doc, poster, poster.foot, foot, { size: 2.3 * u, colour: soft, align: 'center' })
}

/** A sticker: the name, the code and what to do with it. */
function drawSquare(doc: Doc, poster: Poster, width: number): void {
  const u = width / 100
  doc.rect(0, 0, width, 20 * u).fill(poster.colour)
  const area = { x: 6 * u, width: 88 * u }
  drawName(doc, poster, { ...area, y: 6 * u }, { size: 7 * u, align: 'center' })
  drawQr(doc, poster.url, 18 * u, 21 * u, 64 * u)
  drawText(doc, poster, poster.steps[0] ?? '', { ...area, y: 86 * u }, { size: 5 * u, colour: ink, align: 'center' })
}

function drawSteps(doc: Doc, poster: Poster, { x, y, width }: Area, size: number, colour = ink): void {
  const isRtl = localeDirection(poster.locale) === 'rtl'
  const dot = size * 1.9
  let top = y
  poster.steps.forEach((step, i) => {
    const dotAt = isRtl ? x + width - dot : x
    doc.circle(dotAt + dot / 2, top + dot / 2, dot / 2).fill(colour === ink ? poster.colour : '#fff')
    const number = localDigits(String(i + 1), poster.locale)
    const of = { x: dotAt, y: top + dot * 0.23, width: dot }
    drawText(doc, poster, number, of, {
      size,
      colour: colour === ink ? '#fff' : poster.colour,
      bold: true,
      align: 'center',
    })
    const words = { x: isRtl ? x : x + dot * 1.4, y: top + dot * 0.23, width: width - dot * 1.4 }
    top = Math.max(top + dot, drawText(doc, poster, step, words, { size, colour })) + size * 0.55
  })
}

const lineHeight = 1.32

/** Sets text into an area; where it ends. Bold is drawn with a thin edge: the shipped fonts have one weight as outlines. */
function drawText(doc: Doc, { locale }: Poster, text: string, area: Area, style: Style, isDrawn = true): number {
  const { size, colour, bold = false, align = 'start' } = style
  const base = localeDirection(locale)
  const lines = setLines(text, size, area.width, base)
  lines.forEach(({ glyphs, width }, i) => {
    if (!isDrawn) return
    const free = area.width - width
    const indent = align === 'center' ? free / 2 : base === 'rtl' ? free : 0
    const baseline = area.y + size * (0.95 + i * lineHeight)
    for (const { svg, x, y, scale } of glyphs) {
      doc
        .save()
        .translate(area.x + indent + x, baseline + y)
        .scale(scale, -scale)
        .path(svg)
      if (bold)
        doc
          .lineWidth((size * 0.035) / scale)
          .lineJoin('round')
          .fillAndStroke(colour, colour)
      else doc.fill(colour)
      doc.restore()
    }
  })
  return area.y + lines.length * size * lineHeight
}

function drawQr(doc: Doc, url: string, x: number, y: number, side: number): void {
  const rows = encodeQR(url, 'raw', { border: 3, ecc: 'quartile' })
  const one = side / rows.length
  doc.rect(x, y, side, side).fill('#fff')
  for (const [j, row] of rows.entries())
    for (const [i, isDark] of row.entries()) if (isDark) doc.rect(x + i * one, y + j * one, one, one)
  doc.fill('#000')
}
