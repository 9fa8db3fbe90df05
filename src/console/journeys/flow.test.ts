import { expect, test } from 'vitest'
import type { JourneyNode } from '#contract/journeys'
import { allSteps, changeStep, flowOf, insertStep, moveStep, nodesOf, removeStep } from './flow.ts'

const wait = (id: string, next: string | null): JourneyNode => ({ id, kind: 'wait', seconds: 60, next })
const branch = (id: string, next: string | null, otherwise: string | null): JourneyNode => ({
  id,
  kind: 'branch',
  condition: { kind: 'everyone' },
  next,
  otherwise,
})
const ids = (nodes: JourneyNode[]): string[] => nodes.map(({ id }) => id).sort()

test('ways that come together are drawn as one step with two ways, and written as they came', () => {
  const nodes = [branch('if', 'yes', 'no'), wait('yes', 'last'), wait('no', 'last'), wait('last', null)]
  const flow = flowOf({ start: 'if', nodes })
  expect(flow?.map(({ id, ways }) => [id, ways.map((way) => way.map((step) => step.id))])).toEqual([
    ['if', [['yes'], ['no']]],
    ['last', []],
  ])
  const written = nodesOf(flow ?? [])
  expect(written.start).toBe('if')
  expect(new Set(written.nodes)).toEqual(new Set(nodes))
})

test('a way that ends while others go on says so', () => {
  const nodes = [
    branch('if', null, 'a'),
    wait('a', 'b'),
    wait('b', 'c'),
    wait('c', 'd'),
    wait('d', 'e'),
    wait('e', null),
  ]
  const flow = flowOf({ start: 'if', nodes }) ?? []
  expect(flow.map(({ id }) => id)).toEqual(['if', 'a', 'b', 'c', 'd', 'e'])
  expect(flow[0]?.ways.map((way) => way.map(({ node }) => node.kind))).toEqual([['exit'], []])
  const again = nodesOf(flow)
  expect(again.nodes.find(({ id }) => id === 'if')).toMatchObject({ otherwise: 'a' })
  expect(nodesOf(flowOf(again) ?? [])).toEqual(again)
})

test('a circle, and ways that cross, cannot be drawn', () => {
  expect(flowOf({ start: 'a', nodes: [branch('a', 'b', null), wait('b', 'a')] })).toBeUndefined()
  const crossing = [
    branch('a', 'b', 'c'),
    branch('b', 'x', 'y'),
    branch('c', 'x', 'y'),
    wait('x', null),
    wait('y', null),
  ]
  expect(flowOf({ start: 'a', nodes: crossing })).toBeUndefined()
})

test('steps are put in, moved out of their way, changed and taken out', () => {
  const flow = flowOf({ start: 'if', nodes: [branch('if', 'yes', null), wait('yes', null)] }) ?? []
  const more = insertStep(flow, { of: { id: 'if', way: 1 }, at: 0 }, { id: 'n', node: wait('n', null), ways: [] })
  expect(nodesOf(more).nodes.find(({ id }) => id === 'if')).toMatchObject({ next: 'yes', otherwise: 'n' })
  const out = moveStep(more, 'n', 1)
  expect(out.map(({ id }) => id)).toEqual(['if', 'n'])
  expect(nodesOf(out).nodes.find(({ id }) => id === 'yes')).toMatchObject({ next: 'n' })
  expect(moveStep(out, 'if', -1)).toBe(out)
  expect(ids(nodesOf(removeStep(out, 'if')).nodes)).toEqual(['n'])
  const split = changeStep(out, {
    id: 'if',
    kind: 'split',
    ways: [1, 2, 3].map((n) => ({ key: `w${n}`, share: 30, next: null })),
  })
  expect(split[0]?.ways.length).toBe(3)
  expect(allSteps(split).map(({ id }) => id)).toEqual(['if', 'yes', 'n'])
})
