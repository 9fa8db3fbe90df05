import { useLocation } from '@tanstack/react-router'
import { type RefObject, useEffect } from 'react'

/** On a phone the open entry of a row of links may lie beyond its edge. Only the row is moved, never the page. */
export function useOpenInView(ref: RefObject<HTMLElement | null>): void {
  useLocation()
  useEffect(() => {
    // The links learn of a new address by themselves, some of them after this.
    const frame = requestAnimationFrame(() => {
      const row = ref.current
      const open = row?.querySelector('[aria-current=page]')
      if (!row || !open) return
      const [space, entry] = [row.getBoundingClientRect(), open.getBoundingClientRect()]
      if (entry.left < space.left) row.scrollBy({ left: entry.left - space.left - 24 })
      if (entry.right > space.right) row.scrollBy({ left: entry.right - space.right + 24 })
    })
    return () => cancelAnimationFrame(frame)
  })
}
