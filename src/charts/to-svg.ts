import { type Mark, type Scene, type TextMark, toPathData, trim } from './scene.ts'

/** The scene as SVG text with classes only (`tone-good`, `fill`, `stroke`), every word escaped. `id` keeps gradients of two charts on one page apart. */
export function toSvg(scene: Scene, id: string, summary: string, className = ''): string {
  const gradients: string[] = []
  const body = scene.marks.map((mark, index) => markToSvg(mark, `${id}-${index}`, scene, gradients)).join('')
  const defs = gradients.length === 0 ? '' : `<defs>${gradients.join('')}</defs>`
  const box = `0 0 ${trim(scene.width)} ${trim(scene.height)}`
  return `<svg class="${escapeText(`chart ${className}`.trim())}" viewBox="${box}" width="${trim(scene.width)}" height="${trim(scene.height)}" role="img" aria-label="${escapeText(summary)}">${defs}${body}</svg>`
}

/** Which text-anchor puts the text where the scene says: in right-to-left text "start" is the right side. */
export function textAnchor(anchor: TextMark['anchor'], direction: Scene['direction']): 'start' | 'middle' | 'end' {
  if (anchor === 'middle') return 'middle'
  return (anchor === 'left') === (direction === 'ltr') ? 'start' : 'end'
}

function markToSvg(mark: Mark, id: string, scene: Scene, gradients: string[]): string {
  const title = 'title' in mark && mark.title !== undefined ? `<title>${escapeText(mark.title)}</title>` : ''
  const opacity =
    'opacity' in mark && mark.opacity !== undefined ? ` fill-opacity="${Number(mark.opacity.toFixed(3))}"` : ''
  if (mark.kind === 'rect')
    return `<rect class="fill tone-${mark.tone}" x="${trim(mark.x)}" y="${trim(mark.y)}" width="${trim(mark.width)}" height="${trim(mark.height)}" rx="${trim(mark.radius ?? 0)}"${opacity}>${title}</rect>`
  if (mark.kind === 'dot')
    return `<circle class="fill tone-${mark.tone}" cx="${trim(mark.x)}" cy="${trim(mark.y)}" r="${mark.radius}">${title}</circle>`
  if (mark.kind === 'line')
    return `<path class="stroke tone-${mark.tone}${mark.dashed ? ' dashed' : ''}" d="${toPathData(mark.steps)}" stroke-width="${mark.thickness}"/>`
  if (mark.kind === 'area') {
    if (mark.fade === undefined)
      return `<path class="fill tone-${mark.tone}" d="${toPathData(mark.steps)}"${opacity}>${title}</path>`
    gradients.push(gradient(id, mark.tone, fadeStops(mark.fade, scene.direction)))
    return `<path class="tone-${mark.tone}" fill="url(#${id})" d="${toPathData(mark.steps)}"${opacity}>${title}</path>`
  }
  return `<text class="fill tone-${mark.tone}" x="${trim(mark.x)}" y="${trim(mark.y)}" font-size="${mark.size}"${mark.bold ? ' font-weight="600"' : ''} text-anchor="${textAnchor(mark.anchor, scene.direction)}">${escapeText(mark.text)}</text>`
}

/** Opacity from left to right as seen. */
export function fadeStops(fade: 'in' | 'out', direction: Scene['direction']): [number, number, number] {
  return (fade === 'in') === (direction === 'ltr') ? [0.12, 0.85, 1] : [1, 0.85, 0.12]
}

function gradient(id: string, tone: string, stops: [number, number, number]): string {
  const marks = stops.map(
    (opacity, index) => `<stop class="stop tone-${tone}" offset="${index * 50}%" stop-opacity="${opacity}"/>`,
  )
  return `<linearGradient id="${id}">${marks.join('')}</linearGradient>`
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
