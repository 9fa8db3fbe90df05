import type { FilterOptions } from '#contract/metrics'
import { listSources, listTraitValues } from './queries/list-filters.ts'
import { readSpan } from './queries/read-span.ts'
import type { MetricsDeps } from './scope.ts'

/** What reports of this workspace can be filtered by, the commonest values first, and the days with data. */
export async function readFilters(deps: Pick<MetricsDeps, 'ch'>, workspaceId: string): Promise<FilterOptions> {
  const ch = deps.ch.forWorkspace(workspaceId)
  const [sources, values, span] = await Promise.all([listSources(ch), listTraitValues(ch), readSpan(ch)])
  const byTrait = Map.groupBy(values, ({ trait }) => trait)
  const valuesOf = (trait: string) => (byTrait.get(trait) ?? []).map(({ value, customers }) => ({ value, customers }))
  const traits = [...byTrait.keys()].filter((trait) => trait !== 'tag').sort()
  return {
    sources,
    traits: traits.map((trait) => ({ trait, values: valuesOf(trait) })),
    tags: valuesOf('tag'),
    ...span,
  }
}
