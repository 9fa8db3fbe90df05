import type { JourneyDefinition, JourneyNode } from '#contract/journeys'

/** A step as it is drawn: what it says, and the steps of each of its ways, which come together again behind it. */
export type FlowStep = { id: string; node: JourneyNode; ways: FlowStep[][] }
/** Where a step stands: in which list (null: the main one; else a way of a step), and at which place. */
export type Place = { of: { id: string; way: number } | null; at: number }

type Way = string | null
type Forked = Extract<JourneyNode, { kind: 'branch' | 'wait_for' | 'wait_segment' | 'split' }>

const fewEnough = 4

const isForked = (node: JourneyNode): node is Forked =>
  node.kind === 'branch' || node.kind === 'wait_for' || node.kind === 'wait_segment' || node.kind === 'split'

const outsOf = (node: Forked): Way[] =>
  node.kind === 'split' ? node.ways.map(({ next }) => next) : [node.next, node.otherwise]

/** How many ways lead on from a step. */
export const waysOf = (node: JourneyNode): number => (isForked(node) ? outsOf(node).length : 0)

/** The steps as they are drawn from top to bottom; undefined for ways that cross or go in a circle, which only the API writes. */
export function flowOf({ start, nodes }: Pick<JourneyDefinition, 'start' | 'nodes'>): FlowStep[] | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()

  const reach = (from: Way): Set<string> => {
    const found = new Set<string>()
    for (const waiting: Way[] = [from]; waiting.length > 0; ) {
      const id = waiting.pop()
      const node = id == null || found.has(id) ? undefined : byId.get(id)
      if (!node) continue
      found.add(node.id)
      if (isForked(node)) waiting.push(...outsOf(node))
      else if ('next' in node) waiting.push(node.next)
    }
    return found
  }

  /** Where the ways of a step come together, before `stop`; `stop` where they do not. */
  const joinOf = (outs: Way[], stop: Way): Way | undefined => {
    const behind = reach(stop)
    const reached = outs.map(reach)
    const shared = [...new Set(reached.flatMap((ids) => [...ids]))].filter(
      (id) => !behind.has(id) && reached.filter((ids) => ids.has(id)).length > 1,
    )
    if (shared.length > 0) return shared.find((id) => shared.every((other) => reach(id).has(other)))
    const long = outs.filter((out, i) => out !== stop && (reached[i]?.size ?? 0) > fewEnough)
    const others = outs.filter((out) => out === null || byId.get(out)?.kind === 'exit')
    return stop === null && long.length === 1 && others.length === outs.length - 1 ? long[0] : stop
  }

  const read = (from: Way, stop: Way): FlowStep[] | undefined => {
    const steps: FlowStep[] = []
    for (let id = from; id !== stop; ) {
      if (id === null) {
        // Others go on from here: this way has to say that it ends.
        steps.push(newExit())
        break
      }
      const node = byId.get(id)
      if (!node || seen.has(id)) return undefined
      seen.add(id)
      if (node.kind === 'exit') {
        steps.push({ id, node, ways: [] })
        break
      }
      if (!isForked(node)) {
        steps.push({ id, node, ways: [] })
        id = node.next
        continue
      }
      const outs = outsOf(node)
      const join = joinOf(outs, stop)
      if (join === undefined) return undefined
      const ways = outs.map((out) => read(out, join))
      if (ways.some((way) => way === undefined)) return undefined
      steps.push({ id, node, ways: ways as FlowStep[][] })
      id = join
    }
    return steps
  }
  return read(start, null)
}

const newExit = (): FlowStep => {
  const id = newStepId()
  return { id, node: { id, kind: 'exit' }, ways: [] }
}

export const newStepId = (): string => `s${crypto.randomUUID().slice(0, 8)}`

/** The same as a definition keeps it. */
export function nodesOf(flow: FlowStep[]): Pick<JourneyDefinition, 'start' | 'nodes'> {
  const nodes: JourneyNode[] = []
  const write = (steps: FlowStep[], after: Way): Way => {
    for (const [i, { id, node, ways }] of steps.entries()) {
      const next = steps[i + 1]?.id ?? after
      const outs = ways.map((way) => way[0]?.id ?? next)
      if (node.kind === 'split')
        nodes.push({ ...node, ways: node.ways.map((way, at) => ({ ...way, next: outs[at] ?? null })) })
      else if ('otherwise' in node) nodes.push({ ...node, next: outs[0] ?? null, otherwise: outs[1] ?? null })
      else if ('next' in node) nodes.push({ ...node, next })
      else nodes.push({ id, kind: 'exit' })
      for (const way of ways) write(way, next)
    }
    return steps[0]?.id ?? after
  }
  const start = write(flow, null)
  return { start, nodes }
}

type Edit = (steps: FlowStep[], of: Place['of']) => FlowStep[]

const everyList = (steps: FlowStep[], edit: Edit, of: Place['of'] = null): FlowStep[] =>
  edit(
    steps.map((step) => ({
      ...step,
      ways: step.ways.map((way, at) => everyList(way, edit, { id: step.id, way: at })),
    })),
    of,
  )

const isSame = (one: Place['of'], other: Place['of']): boolean => one?.id === other?.id && one?.way === other?.way

export const insertStep = (flow: FlowStep[], { of, at }: Place, step: FlowStep): FlowStep[] =>
  everyList(flow, (steps, list) => (isSame(list, of) ? steps.toSpliced(at, 0, step) : steps))

export const removeStep = (flow: FlowStep[], id: string): FlowStep[] =>
  everyList(flow, (steps) => steps.filter((step) => step.id !== id))

/** Another node for a step; ways are kept as far as there are as many. */
export const changeStep = (flow: FlowStep[], node: JourneyNode): FlowStep[] =>
  everyList(flow, (steps) =>
    steps.map((step) =>
      step.id === node.id
        ? { ...step, node, ways: Array.from({ length: waysOf(node) }, (_, i) => step.ways[i] ?? []) }
        : step,
    ),
  )

/** Takes the way at this place out of a split, with its steps. */
export function removeWay(flow: FlowStep[], id: string, way: number): FlowStep[] {
  return everyList(flow, (steps) =>
    steps.map((step) =>
      step.id === id && step.node.kind === 'split'
        ? { ...step, node: { ...step.node, ways: step.node.ways.toSpliced(way, 1) }, ways: step.ways.toSpliced(way, 1) }
        : step,
    ),
  )
}

export function findStep(flow: FlowStep[], id: string): { step: FlowStep; place: Place; among: number } | undefined {
  let found: { step: FlowStep; place: Place; among: number } | undefined
  everyList(flow, (steps, of) => {
    const at = steps.findIndex((step) => step.id === id)
    const step = steps[at]
    if (step) found = { step, place: { of, at }, among: steps.length }
    return steps
  })
  return found
}

/** One place up or down; from the edge of a way out of it. The same flow where there is no place. */
export function moveStep(flow: FlowStep[], id: string, by: -1 | 1): FlowStep[] {
  const found = findStep(flow, id)
  if (!found) return flow
  const { step, place, among } = found
  const at = place.at + by
  const without = removeStep(flow, id)
  if (at >= 0 && at < among) return insertStep(without, { of: place.of, at }, step)
  const above = place.of && findStep(without, place.of.id)
  if (!above) return flow
  return insertStep(without, { of: above.place.of, at: above.place.at + (by > 0 ? 1 : 0) }, step)
}

/** Every step, in the order in which they are read. */
export const allSteps = (flow: FlowStep[]): FlowStep[] =>
  flow.flatMap((step) => [step, ...step.ways.flatMap((way) => allSteps(way))])
