import { useRouter } from '@tanstack/react-router'
import { type RefObject, useEffect } from 'react'

/** Wider than what fades at the edge of a row, so that the open entry stands clear of it. */
const air = 44

/** On a phone the open entry of a row of links may lie beyond its edge. Only the row is moved, never the page. */
export function useOpenInView(ref: RefObject<HTMLElement | null>): void {
  const router = useRouter()
  useEffect(() => {
    const row = ref.current
    if (!row) return
    const show = (): void => {
      const open = row.querySelector('[aria-current=page]')
      if (!open) return
      const [space, entry] = [row.getBoundingClientRect(), open.getBoundingClientRect()]
      if (entry.left < space.left) row.scrollBy({ left: entry.left - space.left - air })
      if (entry.right > space.right) row.scrollBy({ left: entry.right - space.right + air })
    }
    // A row that was out of sight while its page was fetched stands at its beginning again; its size tells that it is back.
    const sizes = new ResizeObserver(show)
    sizes.observe(row)
    // The links learn of a new address by themselves, each when its page is there.
    const changes = new MutationObserver(show)
    changes.observe(row, { subtree: true, childList: true, attributeFilter: ['aria-current'] })
    // With a new page the router puts the row back where it stood on the page before; it has listened for longer.
    const stopListening = router.subscribe('onRendered', show)
    return () => {
      stopListening()
      sizes.disconnect()
      changes.disconnect()
    }
  }, [ref, router])
}
