import { type ReactNode, useEffect, useRef, useState } from 'react'

const guessedRowHeight = 53
const margin = '1200px 0px'

/** Rows that leave the page while they are far from the screen, so that an endless list stays light. */
export function RowGroup({ rows, children }: { rows: number; children: ReactNode }) {
  const ref = useRef<HTMLTableSectionElement>(null)
  const [height, setHeight] = useState<number>()
  useEffect(() => {
    const group = ref.current
    if (group === null) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return
        setHeight(entry.isIntersecting ? undefined : entry.boundingClientRect.height || rows * guessedRowHeight)
      },
      { rootMargin: margin },
    )
    observer.observe(group)
    return () => observer.disconnect()
  }, [rows])
  return (
    <tbody ref={ref} style={height === undefined ? {} : { blockSize: height }}>
      {height === undefined && children}
    </tbody>
  )
}
