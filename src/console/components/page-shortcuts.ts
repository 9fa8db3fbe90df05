import { useEffect, useRef, useSyncExternalStore } from 'react'

/** `text` is a message key. With `run` one key without others calls it; without, the page listens by itself. */
export type PageShortcut = { keys: readonly string[]; text: string; run?: () => void }

let shown: readonly PageShortcut[] = []
const groups = new Set<{ current: readonly PageShortcut[] }>()
const listeners = new Set<() => void>()

function publish(): void {
  shown = [...groups].flatMap(({ current }) => current)
  for (const listener of listeners) listener()
}

/** Adds shortcuts to the list behind `?` while the component stands on the page. */
export function usePageShortcuts(shortcuts: readonly PageShortcut[]): void {
  const group = useRef(shortcuts)
  group.current = shortcuts
  useEffect(() => {
    groups.add(group)
    publish()
    return () => {
      groups.delete(group)
      publish()
    }
  }, [])
}

export function useShownShortcuts(): readonly PageShortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
}

/** True when a shortcut of the page was meant. */
export function runPageShortcut(key: string): boolean {
  const meant = [...groups].flatMap(({ current }) => current).find((one) => one.run && one.keys.join('') === key)
  meant?.run?.()
  return meant !== undefined
}
