import { type RefObject, useEffect, useRef, useState } from 'react'

/**
 * For what is fetched only when its button is pressed: the button that stands here now takes the focus from the one before it,
 * and opens.
 */
export function useOpenedAtOnce(): {
  target: RefObject<HTMLButtonElement | null>
  opened: boolean
  setOpened: (opened: boolean) => void
} {
  const target = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    target.current?.focus()
    setOpened(true)
  }, [])
  return { target, opened, setOpened }
}
