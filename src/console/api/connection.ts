import { useSyncExternalStore } from 'react'

let reachable = true
const listeners = new Set<() => void>()

function set(next: boolean): void {
  if (reachable === next) return
  reachable = next
  for (const listener of listeners) listener()
}

export const reportReachable = (): void => set(true)
export const reportUnreachable = (): void => set(false)

/** Whether the last call reached a working server. */
export function useReachable(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => reachable,
  )
}
