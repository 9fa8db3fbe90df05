import { type LoggedEvent, noFacts, type Project } from '#modules/events'
import { mergedEvent, separatedEvent } from './merges/merge-events.ts'
import { projectMerge } from './merges/project-merge.ts'
import { projectSeparation } from './merges/project-separation.ts'
import { projectRun } from './project-run.ts'

/** What a batch of events means for customers. People joined or separated by hand are so from that very place in the log on. */
export const projectCustomers: Project = async (tx, workspace, events) => {
  if (!events.some(isStep)) return await projectRun(tx, workspace, events)
  const customerIds: string[] = []
  const facts = noFacts()
  const add = (done: Awaited<ReturnType<Project>>): void => {
    customerIds.push(...done.customerIds)
    facts.sales.push(...done.facts.sales)
    facts.traits.push(...done.facts.traits)
    facts.repair.customers.push(...done.facts.repair.customers)
    facts.repair.days.push(...done.facts.repair.days)
    facts.moved = [...(facts.moved ?? []), ...(done.facts.moved ?? [])]
    facts.profiles = [...(facts.profiles ?? []), ...(done.facts.profiles ?? [])]
  }
  for (let at = 0; at < events.length; at = customerIds.length) {
    const next = events.findIndex((event, i) => i >= at && isStep(event))
    const step = events[next]
    if (next !== at) add(await projectRun(tx, workspace, events.slice(at, next < 0 ? undefined : next)))
    if (!step) continue
    const earlier = { events: events.slice(0, customerIds.length), customerIds }
    add(
      step.body.event === mergedEvent
        ? await projectMerge(tx, workspace, step)
        : await projectSeparation(tx, workspace, step, earlier),
    )
  }
  return { customerIds, facts }
}

// Anybody may send an event of this name; only the program says whose it is by our own id.
function isStep({ body }: LoggedEvent): boolean {
  return body.customerId !== undefined && (body.event === mergedEvent || body.event === separatedEvent)
}
