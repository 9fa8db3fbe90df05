import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monthTick } from '#platform/i18n'
import { drawCohortGrid } from './cohort-grid.ts'
import { drawConcentrationCurve } from './concentration-curve.ts'
import { drawPeriodBars } from './period-bars.ts'
import { drawPeriodLines } from './period-lines.ts'
import { drawRetentionFlow } from './retention-flow.ts'
import { drawRfmGrid } from './rfm-grid.ts'
import { drawRhythmStrip } from './rhythm-strip.ts'
import { type Box, type Mark, type Scene, type Step, textWidth } from './scene.ts'
import { drawSurvivalCurve } from './survival-curve.ts'
import { toSvg } from './to-svg.ts'

const flowCounts = fc
  .record({ retained: fc.nat(5000), lost: fc.nat(5000), wonBack: fc.nat(5000), new: fc.nat(5000) })
  .map((flow) => ({ ...flow, start: flow.retained + flow.lost, end: flow.retained + flow.wonBack + flow.new }))
const width = fc.integer({ min: 280, max: 1400 })
const box = fc.record({
  width,
  height: fc.integer({ min: 180, max: 500 }),
  direction: fc.constantFrom('ltr' as const, 'rtl' as const),
})
const flowLabels = {
  start: 'Sep 10',
  end: 'Oct 12',
  retained: '489 again',
  lost: '777 lost',
  wonBack: '517 back',
  new: '358 new',
}
const plain = (value: number) => String(value)
const share = fc.double({ min: 0, max: 100, noNaN: true })

const scenes: { name: string; scene: fc.Arbitrary<(box: Box) => Scene> }[] = [
  { name: 'retention flow', scene: flowCounts.map((flow) => (at: Box) => drawRetentionFlow(flow, flowLabels, at)) },
  {
    name: 'cohort grid',
    scene: fc.array(fc.array(share, { minLength: 1, maxLength: 13 }), { minLength: 1, maxLength: 5 }).map(
      (rows) => (at: Box) =>
        drawCohortGrid(
          rows.map((values) => ({
            label: 'Dec',
            size: '9',
            cells: values.map((value) => ({ value, text: '9', title: 't' })),
          })),
          { cohort: 'first', size: 'n', periods: Array.from({ length: 13 }, (_, index) => String(index)) },
          { ...at, width: Math.max(at.width, 480), height: 26 + 30 * rows.length },
        ),
    ),
  },
  {
    name: 'concentration curve',
    scene: fc.array(share, { minLength: 2, maxLength: 101 }).map((values) => (at: Box) => {
      const curve = values
        .sort((one, other) => one - other)
        .map((revenue, index) => ({ customers: (index / (values.length - 1)) * 100, revenue }))
      return drawConcentrationCurve(
        curve,
        { customers: 15, revenue: 66 },
        { best: 'best', all: 'all', marked: '15 %', percent: plain },
        at,
      )
    }),
  },
  {
    name: 'lines',
    scene: fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), { maxLength: 40 }).map(
      (values) => (at: Box) =>
        drawPeriodLines(
          [
            {
              name: 'a',
              tone: 'good',
              points: values.map((value) => ({
                label: 'Dec',
                value,
                low: (value ?? 0) * 0.9,
                high: (value ?? 0) * 1.1,
              })),
            },
          ],
          plain,
          at,
        ),
    ),
  },
  {
    name: 'bars',
    scene: fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6)), { maxLength: 60 }).map(
      (values) => (at: Box) =>
        drawPeriodBars(
          values.map(([up, down]) => ({
            label: 'Dec',
            parts: [
              { tone: 'good', value: up },
              { tone: 'bad', value: -down },
            ],
          })),
          plain,
          at,
        ),
    ),
  },
  {
    name: 'survival',
    scene: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 }).map(
      (values) => (at: Box) =>
        drawSurvivalCurve(
          values
            .sort((one, other) => other - one)
            .map((survival, day) => ({ day, survival, low: survival * 0.9, high: Math.min(1, survival * 1.1) })),
          values.length,
          { day: plain, percent: plain, median: 'half' },
          at,
        ),
    ),
  },
  {
    name: 'rfm grid',
    scene: fc
      .array(
        fc.record({
          recency: fc.integer({ min: 1, max: 5 }),
          frequency: fc.integer({ min: 1, max: 5 }),
          customers: fc.nat(9999),
        }),
        { maxLength: 25 },
      )
      .map(
        (cells) => (at: Box) =>
          drawRfmGrid(
            cells.map((cell) => ({ ...cell, text: '1', title: 't' })),
            { recent: 'r', longAgo: 'l', seldom: 's', often: 'o' },
            at,
          ),
      ),
  },
  {
    name: 'rhythm strip',
    scene: fc
      .array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 })
      .map((visits) => (at: Box) => drawRhythmStrip({ visits, today: 420, risk: 'high' }, at)),
  },
]

describe.each(scenes)('$name', ({ scene }) => {
  test('has only finite figures and stays inside its box', () => {
    fc.assert(
      fc.property(scene, box, (draw, at) => {
        const drawn = draw(at)
        for (const point of drawn.marks.flatMap(pointsOf)) {
          expect(Number.isFinite(point.x) && Number.isFinite(point.y)).toBe(true)
          expect(point.x).toBeGreaterThanOrEqual(-0.5)
          expect(point.x).toBeLessThanOrEqual(drawn.width + 0.5)
          expect(point.y).toBeGreaterThanOrEqual(-0.5)
          expect(point.y).toBeLessThanOrEqual(drawn.height + 0.5)
        }
        expect(toSvg(drawn, 'id', 'summary')).not.toMatch(/NaN|Infinity|undefined/)
      }),
      { numRuns: 40 },
    )
  })

  test('is the mirror image for right-to-left readers', () => {
    fc.assert(
      fc.property(scene, box, (draw, at) => {
        const right = draw({ ...at, direction: 'ltr' }).marks.flatMap(pointsOf)
        const left = draw({ ...at, direction: 'rtl' }).marks.flatMap(pointsOf)
        expect(left.length).toBe(right.length)
        const sum = (points: Point[]) => points.reduce((total, point) => total + point.x, 0)
        expect(sum(left)).toBeCloseTo(draw(at).width * right.length - sum(right), 3)
      }),
      { numRuns: 30 },
    )
  })
})

test('the bands of the flow are as thick as their number of people', () => {
  fc.assert(
    fc.property(flowCounts, box, (flow, at) => {
      const { marks } = drawRetentionFlow(flow, flowLabels, at)
      const unit = thickness(marks, 'lost') / flow.lost || thickness(marks, 'retained') / flow.retained
      for (const name of ['retained', 'lost', 'wonBack', 'new'] as const) {
        if (flow[name] === 0 || !Number.isFinite(unit)) continue
        expect(thickness(marks, name)).toBeCloseTo(flow[name] * unit, 4)
      }
    }),
    { numRuns: 40 },
  )
})

test('labels of thin bands in the flow do not lie on each other', () => {
  const { marks } = drawRetentionFlow(
    { start: 1000, end: 1003, retained: 998, lost: 2, wonBack: 3, new: 2 },
    flowLabels,
    { width: 700, height: 260, direction: 'ltr' },
  )
  const ys = marks.flatMap((mark) =>
    mark.kind === 'text' && (mark.name === 'wonBack' || mark.name === 'new') ? [mark.y] : [],
  )
  expect(Math.abs((ys[0] ?? 0) - (ys[1] ?? 0))).toBeGreaterThan(12)
})

test('names of periods stand apart, the last one too', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 320, max: 1200 }), (count, width) => {
      const points = Array.from({ length: count }, () => ({ label: '20 Nov 2026', value: 1 }))
      const { marks } = drawPeriodLines([{ name: 'given', tone: 'good', points }], plain, {
        width,
        height: 240,
        direction: 'ltr',
      })
      const names = marks.flatMap((mark) => (mark.kind === 'text' && mark.text === '20 Nov 2026' ? [mark.x] : []))
      const gaps = names.slice(1).map((x, index) => x - (names[index] ?? 0))
      for (const gap of gaps) expect(gap).toBeGreaterThan(textWidth('20 Nov 2026', 11) + 8)
    }),
  )
})

test('the year of periods is said once, and again where it changes', () => {
  const points = ['2025-11', '2025-12', '2026-01', '2026-02'].map((month) => ({ ...monthTick(month, 'en'), value: 1 }))
  const { marks } = drawPeriodLines([{ name: 'given', tone: 'good', points }], plain, {
    width: 900,
    height: 240,
    direction: 'ltr',
  })
  const names = marks.flatMap((mark) => (mark.kind === 'text' && mark.anchor === 'middle' ? [mark.text] : []))
  expect(names).toEqual(['Nov 2025', 'Dec', 'Jan 2026', 'Feb'])
})

test('bars are as long as their values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 30 }), box, (values, at) => {
      const { marks } = drawPeriodBars(
        values.map((value) => ({ label: '', parts: [{ tone: 'good', value }] })),
        plain,
        at,
      )
      const heights = marks.flatMap((mark) => (mark.kind === 'rect' ? [mark.height] : []))
      const most = Math.max(...values)
      heights.forEach((height, index) => {
        expect(height).toBeCloseTo(((values[index] ?? 0) / most) * Math.max(...heights), 4)
      })
    }),
    { numRuns: 40 },
  )
})

test('no two lines of a grid are called the same, however few are counted', () => {
  const whole = (value: number) => String(Math.round(Math.abs(value)))
  for (const [up, down] of [
    [1, 0],
    [2, 0],
    [3, 0],
    [5, 0],
    [1, 1],
    [3, 2],
    [7, 90],
  ] as const) {
    const { marks } = drawPeriodBars(
      [
        {
          label: 'May',
          parts: [
            { tone: 'good', value: up },
            { tone: 'bad', value: -down },
          ],
        },
      ],
      whole,
      { width: 600, height: 240, direction: 'ltr' },
    )
    const values = marks.flatMap((mark) => (mark.kind === 'text' && mark.anchor === 'right' ? [mark] : []))
    const names = values.toSorted((a, b) => a.y - b.y).map(({ text }) => text)
    expect(names.length).toBeGreaterThan(1)
    expect(names.filter((name, index) => name === names[index + 1])).toEqual([])
  }
})

test('names in a drawing cannot become markup', () => {
  const svg = toSvg(
    {
      width: 10,
      height: 10,
      direction: 'ltr',
      marks: [{ kind: 'dot', x: 1, y: 1, radius: 1, tone: 'good', title: '</title><script>x</script>' }],
    },
    'id',
    '"><script>',
  )
  expect(svg).not.toContain('<script')
})

type Point = { x: number; y: number }

function pointsOf(mark: Mark): Point[] {
  if (mark.kind === 'rect')
    return [
      { x: mark.x, y: mark.y },
      { x: mark.x + mark.width, y: mark.y + mark.height },
    ]
  if (mark.kind === 'dot' || mark.kind === 'text') return [{ x: mark.x, y: mark.y }]
  return mark.steps.flatMap((step) => (step.to === 'Z' ? [] : [{ x: step.x, y: step.y }]))
}

function thickness(marks: Mark[], name: string): number {
  const area = marks.find((mark) => mark.kind === 'area' && mark.name === name)
  const steps: Step[] = area?.kind === 'area' ? area.steps : []
  const [first, , third] = steps
  const end = steps[1]
  if (first?.to !== 'M' || third?.to !== 'L' || end?.to !== 'C') return 0
  return Math.abs(third.y - end.y)
}
