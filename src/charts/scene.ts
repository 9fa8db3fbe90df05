/** A drawing without any technology: the console turns it into React, the report into a string of SVG. */
export type Direction = 'ltr' | 'rtl'
export type Box = { width: number; height: number; direction: Direction }

/** What a mark means; the style sheet decides what that looks like on paper, in the dark and in print. */
export type Tone =
  | 'good'
  | 'good-pale'
  | 'bad'
  | 'warn'
  | 'fresh'
  | 'ink'
  | 'muted'
  | 'grid'
  | 'paper'
  | 'heat'
  | 'heat-full'
  | 'on-heat-full'
  | 'good-text'
  | 'bad-text'
  | 'warn-text'
  | 'fresh-text'

export type Step =
  | { to: 'M' | 'L'; x: number; y: number }
  | { to: 'C'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
  | { to: 'Z' }

export type RectMark = {
  kind: 'rect'
  x: number
  y: number
  width: number
  height: number
  tone: Tone
  radius?: number
  opacity?: number
  title?: string
  name?: string
}
export type AreaMark = {
  kind: 'area'
  steps: Step[]
  tone: Tone
  opacity?: number
  /** melts away towards the end of the reading direction, or grows out of nothing at its start */
  fade?: 'in' | 'out'
  title?: string
  name?: string
}
export type LineMark = {
  kind: 'line'
  steps: Step[]
  tone: Tone
  thickness: number
  dashed?: boolean
  name?: string
}
export type DotMark = {
  kind: 'dot'
  x: number
  y: number
  radius: number
  tone: Tone
  title?: string
  /** how near a pointer must come; less than the usual where others stand close by */
  reach?: number
  name?: string
}
export type TextMark = {
  kind: 'text'
  x: number
  /** the baseline */
  y: number
  text: string
  tone: Tone
  size: number
  bold?: boolean
  /** the side of the text that touches x, as seen: it does not follow the reading direction of the words */
  anchor: 'left' | 'middle' | 'right'
  name?: string
}
export type Mark = RectMark | AreaMark | LineMark | DotMark | TextMark
export type Scene = { width: number; height: number; direction: Direction; marks: Mark[] }

/** Finishes a scene drawn from left to right: for right-to-left readers time and bars run the other way. */
export function finishScene(box: Box, marks: Mark[]): Scene {
  const scene: Scene = { ...box, marks }
  return box.direction === 'rtl' ? { ...scene, marks: marks.map((mark) => mirrorMark(mark, box.width)) } : scene
}

export function mirrorMark(mark: Mark, width: number): Mark {
  if (mark.kind === 'rect') return { ...mark, x: width - mark.x - mark.width }
  if (mark.kind === 'dot') return { ...mark, x: width - mark.x }
  if (mark.kind === 'text') {
    const anchor = mark.anchor === 'left' ? 'right' : mark.anchor === 'right' ? 'left' : 'middle'
    return { ...mark, x: width - mark.x, anchor }
  }
  return { ...mark, steps: mark.steps.map((step) => mirrorStep(step, width)) }
}

function mirrorStep(step: Step, width: number): Step {
  if (step.to === 'Z') return step
  if (step.to === 'C') return { ...step, x: width - step.x, x1: width - step.x1, x2: width - step.x2 }
  return { ...step, x: width - step.x }
}

/** SVG path data with one decimal: half the size of full floats and no visible difference. */
export function toPathData(steps: Step[]): string {
  return steps
    .map((step) => {
      if (step.to === 'Z') return 'Z'
      if (step.to === 'C')
        return `C${trim(step.x1)} ${trim(step.y1)} ${trim(step.x2)} ${trim(step.y2)} ${trim(step.x)} ${trim(step.y)}`
      return `${step.to}${trim(step.x)} ${trim(step.y)}`
    })
    .join('')
}

export function trim(value: number): number {
  return Math.round(value * 10) / 10
}

/** A good guess of how wide a label is drawn; fonts differ, so callers leave a margin. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * 0.56
}
