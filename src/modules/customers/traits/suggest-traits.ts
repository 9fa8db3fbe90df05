import { sql } from 'kysely'
import type { TraitDefinition, TraitSuggestion } from '#contract/customer-edits'
import type { Tx } from '#platform/postgres'
import { personalTraits } from '../profile/merge-traits.ts'
import { guessKind, readableLabel } from './guess-kind.ts'

const lookedAt = 2_000
const mostSuggested = 50
const shown = 3

/** Traits in the data of the newest customers that nobody has defined, the most common first, with what they seem to be. */
export async function suggestTraits(
  tx: Tx,
  workspaceId: string,
  defined: TraitDefinition[],
): Promise<{ suggestions: TraitSuggestion[]; looked: number }> {
  const found = await sql<{ traits: Record<string, unknown> }>`select traits from customers
    where workspace_id = ${workspaceId} and merged_into is null order by number desc limit ${lookedAt}`.execute(tx)
  const known = new Set(defined.map((definition) => definition.trait))
  const values = new Map<string, unknown[]>()
  for (const { traits } of found.rows)
    for (const [trait, value] of Object.entries(traits)) {
      if (known.has(trait) || personalTraits.has(trait) || value === null || typeof value === 'object') continue
      if (trait.length > 64) continue
      values.set(trait, [...(values.get(trait) ?? []), value])
    }
  const suggestions = [...values].map(([trait, all]) => ({
    trait,
    label: readableLabel(trait),
    ...guessKind(all),
    customers: all.length,
    examples: [...new Set(all.map((value) => String(value).slice(0, 60)))].slice(0, shown),
  }))
  suggestions.sort((a, b) => b.customers - a.customers || (a.trait < b.trait ? -1 : 1))
  return { suggestions: suggestions.slice(0, mostSuggested), looked: found.rows.length }
}
