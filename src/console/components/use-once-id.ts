import { useRef } from 'react'

/**
 * Names what is sent, so that the server takes it once: the same content again, after an answer that was lost, has the same name; another
 * content a new one. `done` after it was taken: the same words may be sent again then.
 */
export function useOnceId(): { idOf: (content: unknown) => string; done: () => void } {
  const last = useRef<{ id: string; content: string }>(undefined)
  return {
    idOf: (given) => {
      const content = JSON.stringify(given)
      if (last.current?.content !== content) last.current = { id: crypto.randomUUID(), content }
      return last.current.id
    },
    done: () => {
      last.current = undefined
    },
  }
}
