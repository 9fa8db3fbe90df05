import type { Facts } from './projection.ts'

/** What several batches changed, as if they had been one. */
export function joinFacts(all: Facts[]): Required<Facts> {
  return {
    sales: all.flatMap(({ sales }) => sales),
    traits: all.flatMap(({ traits }) => traits),
    repair: {
      customers: distinct(all.flatMap(({ repair }) => repair.customers)),
      days: distinct(all.flatMap(({ repair }) => repair.days)),
    },
    moved: distinct(all.flatMap(({ moved = [] }) => moved)),
    profiles: distinct(all.flatMap(({ profiles = [] }) => profiles)),
  }
}

export const distinct = <T>(values: T[]): T[] => [...new Set(values)]
