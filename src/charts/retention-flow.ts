import { type Box, finishScene, type Mark, type Scene, type Step, type TextMark, textWidth } from './scene.ts'

export type FlowCounts = { start: number; end: number; retained: number; lost: number; wonBack: number; new: number }
export type FlowLabels = {
  start: string
  end: string
  retained: string
  lost: string
  wonBack: string
  new: string
}

const barWidth = 12
const gap = 5
const captionHeight = 26

/**
 * From everybody who was here before to everybody who is here now: one band stays, one droops away, two join.
 * Heights at the bars are proportional to people: start = retained + lost, end = retained + wonBack + new.
 */
export function drawRetentionFlow(counts: FlowCounts, labels: FlowLabels, box: Box): Scene {
  const size = box.width < 520 ? 12 : 13
  const tallest = Math.max(counts.start, counts.end, 1)
  const droop = box.height * 0.12
  const room = box.height - captionHeight * 2 - droop - gap * 2
  const unit = room / tallest
  const top = captionHeight
  const left = 1
  const right = box.width - barWidth - 1
  const inner = left + barWidth
  const kept = counts.retained * unit
  const marks: Mark[] = []

  const startHeight = counts.start * unit + (counts.lost > 0 && counts.retained > 0 ? gap : 0)
  const joins = [
    { name: 'wonBack' as const, tone: 'warn' as const, people: counts.wonBack },
    { name: 'new' as const, tone: 'fresh' as const, people: counts.new },
  ].filter((join) => join.people > 0)
  const endHeight = counts.end * unit + gap * (joins.length - (counts.retained > 0 ? 0 : 1))

  if (counts.retained > 0) {
    marks.push({
      kind: 'area',
      name: 'retained',
      tone: 'good',
      opacity: 0.3,
      title: labels.retained,
      steps: band(inner, top, right, top, kept, kept),
    })
  }
  const lostTop = top + kept + (counts.retained > 0 ? gap : 0)
  const lostEnd = left + barWidth + (right - inner) * 0.47
  const lostHeight = counts.lost * unit
  if (counts.lost > 0) {
    marks.push({
      kind: 'area',
      name: 'lost',
      tone: 'bad',
      opacity: 0.34,
      fade: 'out',
      title: labels.lost,
      steps: band(inner, lostTop, lostEnd, lostTop + droop, lostHeight, lostHeight),
    })
  }
  let joinTop = top + kept + (counts.retained > 0 ? gap : 0)
  const joinStart = inner + (right - inner) * 0.53
  const joinMiddles: { name: 'wonBack' | 'new'; y: number }[] = []
  for (const join of joins) {
    const height = join.people * unit
    marks.push({
      kind: 'area',
      name: join.name,
      tone: join.tone,
      opacity: 0.36,
      fade: 'in',
      title: labels[join.name],
      steps: band(joinStart, joinTop + droop, right, joinTop, height, height),
    })
    joinMiddles.push({ name: join.name, y: joinTop + height / 2 + droop * 0.32 })
    joinTop += height + gap
  }
  marks.push(
    {
      kind: 'rect',
      name: 'start',
      x: left,
      y: top,
      width: barWidth,
      height: Math.max(startHeight, 1),
      radius: 4,
      tone: 'good',
    },
    {
      kind: 'rect',
      name: 'end',
      x: right,
      y: top,
      width: barWidth,
      height: Math.max(endHeight, 1),
      radius: 4,
      tone: 'good',
    },
  )

  const limit = box.height - 8
  const label = (name: TextMark['name'], text: string, x: number, y: number, tone: TextMark['tone']): TextMark => ({
    kind: 'text',
    ...(name === undefined ? {} : { name }),
    text,
    x: keepInside(x, text, size, box.width),
    y: y + size * 0.36,
    size,
    bold: true,
    tone,
    anchor: 'middle',
  })
  const width = right - inner
  const inBand: TextMark[] = []
  if (counts.retained > 0)
    inBand.push(label('retained', labels.retained, inner + width / 2, top + kept / 2, 'good-text'))
  if (counts.lost > 0)
    inBand.push(label('lost', labels.lost, inner + width * 0.22, lostTop + lostHeight / 2 + droop * 0.32, 'bad-text'))
  for (const join of joinMiddles) {
    inBand.push(
      label(
        join.name,
        labels[join.name],
        inner + width * 0.8,
        join.y,
        join.name === 'new' ? 'fresh-text' : 'warn-text',
      ),
    )
  }
  marks.push(...spread(inBand, size * 1.45, top + size * 0.36, limit))
  marks.push(
    {
      kind: 'text',
      name: 'startCaption',
      text: labels.start,
      x: left,
      y: size + 1,
      size,
      tone: 'ink',
      bold: true,
      anchor: 'left',
    },
    {
      kind: 'text',
      name: 'endCaption',
      text: labels.end,
      x: right + barWidth,
      y: size + 1,
      size,
      tone: 'ink',
      bold: true,
      anchor: 'right',
    },
  )
  return finishScene(box, marks)
}

/** A ribbon between two heights with horizontal ends. */
function band(x1: number, y1: number, x2: number, y2: number, height1: number, height2: number): Step[] {
  const middle = (x1 + x2) / 2
  return [
    { to: 'M', x: x1, y: y1 },
    { to: 'C', x1: middle, y1, x2: middle, y2, x: x2, y: y2 },
    { to: 'L', x: x2, y: y2 + height2 },
    { to: 'C', x1: middle, y1: y2 + height2, x2: middle, y2: y1 + height1, x: x1, y: y1 + height1 },
    { to: 'Z' },
  ]
}

function keepInside(x: number, text: string, size: number, width: number): number {
  const half = Math.min(textWidth(text, size) / 2 + 16, width / 2)
  return Math.min(Math.max(x, half), width - half)
}

/** Labels of thin bands would lie on each other; push overlapping ones apart and back inside. */
function spread(labels: TextMark[], room: number, top: number, bottom: number): TextMark[] {
  const placed: TextMark[] = []
  for (const label of [...labels].sort((one, other) => one.y - other.y)) {
    const above = placed.filter((other) => overlaps(other, label)).map((other) => other.y + room)
    placed.push({ ...label, y: Math.max(label.y, top, ...above) })
  }
  for (let index = placed.length - 1, floor = bottom; index >= 0; index -= 1) {
    const label = placed[index]
    if (label === undefined) continue
    label.y = Math.min(label.y, floor)
    if (placed.slice(0, index).some((other) => overlaps(other, label))) floor = Math.min(floor, label.y - room)
  }
  return placed
}

function overlaps(one: TextMark, other: TextMark): boolean {
  const reach = (textWidth(one.text, one.size) + textWidth(other.text, other.size)) / 2
  return Math.abs(one.x - other.x) < reach
}
