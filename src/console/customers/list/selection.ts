import { useSyncExternalStore } from 'react'

/** Which customers are picked on the list; apart from React, so that one tick redraws one box. */
export type Selection = {
  has: (id: string) => boolean
  set: (ids: readonly string[], on: boolean) => void
  clear: () => void
  /** Everybody picked; the same array until something changes. */
  ids: () => readonly string[]
  subscribe: (listener: () => void) => () => void
}

export function createSelection(): Selection {
  let picked: readonly string[] = []
  let lookup = new Set<string>()
  const listeners = new Set<() => void>()
  const change = (next: Set<string>): void => {
    lookup = next
    picked = [...next]
    for (const listener of listeners) listener()
  }
  return {
    has: (id) => lookup.has(id),
    ids: () => picked,
    clear: () => change(new Set()),
    set: (ids, on) => {
      const next = new Set(lookup)
      for (const id of ids) {
        if (on) next.add(id)
        else next.delete(id)
      }
      change(next)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

export function useSelected(selection: Selection): readonly string[] {
  return useSyncExternalStore(selection.subscribe, selection.ids)
}

export function useIsSelected(selection: Selection, id: string): boolean {
  return useSyncExternalStore(selection.subscribe, () => selection.has(id))
}
