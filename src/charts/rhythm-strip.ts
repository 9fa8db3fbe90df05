import { linearScale } from './scale.ts'
import { type Box, finishScene, type Mark, type Scene } from './scene.ts'

export type Rhythm = {
  /** days since any fixed day, oldest first */ visits: number[]
  today: number
  risk: 'none' | 'medium' | 'high'
}

/** A person's visits as ticks on a line, then the silence since the last one. */
export function drawRhythmStrip(rhythm: Rhythm, box: Box): Scene {
  const visits = rhythm.visits.filter(Number.isFinite).sort((one, other) => one - other)
  const first = visits[0] ?? rhythm.today
  const last = visits.at(-1) ?? rhythm.today
  const x = linearScale(first, Math.max(rhythm.today, last, first + 1), 3, box.width - 3)
  const middle = box.height / 2
  const reach = Math.min(box.height * 0.36, 8)
  const silence = rhythm.risk === 'high' ? 'bad' : rhythm.risk === 'medium' ? 'warn' : 'grid'
  const marks: Mark[] = [
    {
      kind: 'line',
      tone: 'grid',
      thickness: 1.5,
      steps: [
        { to: 'M', x: 3, y: middle + reach },
        { to: 'L', x: x(last), y: middle + reach },
      ],
    },
    {
      kind: 'line',
      name: 'silence',
      tone: silence,
      thickness: 3,
      steps: [
        { to: 'M', x: x(last), y: middle + reach },
        { to: 'L', x: box.width - 3, y: middle + reach },
      ],
    },
  ]
  for (const visit of visits) {
    marks.push({
      kind: 'rect',
      name: 'visit',
      x: x(visit) - 1.75,
      y: middle - reach,
      width: 3.5,
      height: reach * 2,
      radius: 1.5,
      tone: 'good',
    })
  }
  return finishScene(box, marks)
}
