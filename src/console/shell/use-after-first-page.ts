import { useEffect, useState } from 'react'

const firstPageMs = 1500
let isOver = false

/** False in the first moments: what nobody has asked for leaves them to the page that somebody waits for. */
export function useAfterFirstPage(): boolean {
  const [over, setOver] = useState(isOver)
  useEffect(() => {
    if (isOver) return
    const timer = setTimeout(() => {
      isOver = true
      setOver(true)
    }, firstPageMs)
    return () => clearTimeout(timer)
  }, [])
  return over
}
