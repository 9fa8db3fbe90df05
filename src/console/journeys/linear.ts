import type { JourneyDefinition, JourneyNode } from '#contract/journeys'

const aDay = 86_400

/** A step as the form shows it. */
export type LinearStep =
  | { kind: 'wait'; days: number | null }
  | { kind: 'message'; templateId: string; purpose: 'transactional' | 'useful' | 'promotional' }
  | { kind: 'task'; title: string; params: Record<string, unknown> }

/** The steps of a definition that goes straight on; undefined for one with branches, which the API alone can change. */
export function linearSteps({ start, nodes, trigger }: JourneyDefinition): LinearStep[] | undefined {
  if (trigger.kind === 'date' || trigger.kind === 'schedule') return undefined
  const steps: LinearStep[] = []
  for (let at = start; at !== null; ) {
    const node = nodes.find(({ id }) => id === at)
    const step = node && stepOf(node)
    if (!step || !('next' in node) || steps.length > nodes.length) return undefined
    steps.push(step)
    at = node.next
  }
  return steps.length === nodes.length ? steps : undefined
}

export const isLinear = (definition: JourneyDefinition): boolean => linearSteps(definition) !== undefined

function stepOf(node: JourneyNode): LinearStep | undefined {
  if (node.kind === 'message') return { kind: 'message', templateId: node.templateId, purpose: node.purpose }
  if (node.kind === 'wait' && node.seconds % aDay === 0) return { kind: 'wait', days: node.seconds / aDay }
  if (node.kind === 'action' && node.action === 'create_task')
    return { kind: 'task', title: String(node.params.title ?? ''), params: node.params }
  return undefined
}

/** The nodes of these steps; undefined while one of them does not say all that is needed. */
export function nodesOf(steps: LinearStep[]): JourneyNode[] | undefined {
  const nodes: JourneyNode[] = []
  for (const [i, step] of steps.entries()) {
    const place = { id: `step${i + 1}`, next: i + 1 < steps.length ? `step${i + 2}` : null }
    if (step.kind === 'wait') {
      if (step.days === null) return undefined
      nodes.push({ ...place, kind: 'wait', seconds: step.days * aDay })
    } else if (step.kind === 'message') {
      if (step.templateId === '') return undefined
      nodes.push({ ...place, kind: 'message', templateId: step.templateId, purpose: step.purpose })
    } else {
      if (step.title.trim() === '') return undefined
      const params = { ...step.params, title: step.title.trim() }
      nodes.push({ ...place, kind: 'action', action: 'create_task', params })
    }
  }
  return nodes
}
