import { type PointerEvent, useEffect, useState } from 'react'

/** Where a tip points to, in the window, and what it says. */
export type Tip = { text: string; x: number; y: number }

/** What the mark under the pointer stands for. A touched one keeps its tip until something else is touched. */
export function useChartTip() {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => {
    if (tip === undefined) return
    const hide = () => setTip(undefined)
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && hide()
    const onPress = ({ target }: Event) => markOf(target) === undefined && hide()
    window.addEventListener('scroll', hide, { capture: true, passive: true })
    window.addEventListener('pointerdown', onPress)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('scroll', hide, { capture: true })
      window.removeEventListener('pointerdown', onPress)
      window.removeEventListener('keydown', onKey)
    }
  }, [tip])
  return {
    tip,
    watch: {
      onPointerOver: (event: PointerEvent) => setTip(tipAt(event)),
      onPointerLeave: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && setTip(undefined),
    },
  }
}

function markOf(target: EventTarget | null): SVGElement | undefined {
  return (target instanceof Element ? target.closest<SVGElement>('[data-tip]') : null) ?? undefined
}

/** Above the middle of a dot, bar or cell; where the pointer is on an area, which may be as wide as the chart. */
function tipAt({ target, clientX, clientY }: PointerEvent): Tip | undefined {
  const mark = markOf(target)
  const text = mark?.dataset.tip
  if (mark === undefined || text === undefined) return undefined
  if (mark.tagName === 'path') return { text, x: clientX, y: clientY }
  const { left, width, top } = mark.getBoundingClientRect()
  return { text, x: left + width / 2, y: top }
}
