import { type RefObject, useEffect } from 'react'
import { edgesBeyond } from './edges-beyond.ts'

/** Keeps `data-beyond` of a row that scrolls sideways: on which sides there is more. The style sheet fades it there. */
export function useScrollEdges(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const row = ref.current
    if (!row) return
    const tell = (): void => {
      const edges = edgesBeyond(row)
      if (edges === '') delete row.dataset.beyond
      else row.dataset.beyond = edges
    }
    row.addEventListener('scroll', tell, { passive: true })
    const sizes = new ResizeObserver(tell)
    sizes.observe(row)
    // Entries come and change their words without the row changing its size.
    const changes = new MutationObserver(tell)
    changes.observe(row, { subtree: true, childList: true, characterData: true })
    return () => {
      row.removeEventListener('scroll', tell)
      sizes.disconnect()
      changes.disconnect()
    }
  }, [ref])
}
