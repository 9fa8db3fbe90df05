import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { runPageShortcut } from '../components/page-shortcuts.ts'
import { navigation } from './navigation.ts'

const secondKeyWithin = 1200

/** Ctrl K or / finds, ? lists the shortcuts, g and a letter opens a page. Never while somebody types. */
export function useShortcuts({ find, showShortcuts }: { find: () => void; showShortcuts: () => void }): void {
  const navigate = useNavigate()
  const actions = useRef({ find, showShortcuts })
  actions.current = { find, showShortcuts }
  useEffect(() => {
    let goPressedAt = Number.NEGATIVE_INFINITY
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
        event.preventDefault()
        return actions.current.find()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') return actions.current.showShortcuts()
      if (event.key === '/') {
        event.preventDefault()
        return focusSearch() || actions.current.find()
      }
      const page = navigation.find(({ key }) => event.code === `Key${key.toUpperCase()}`)
      const isSecond = event.timeStamp - goPressedAt < secondKeyWithin
      if (page !== undefined && isSecond) void navigate({ to: page.to })
      else if (!isSecond) runPageShortcut(event.key)
      goPressedAt = event.code === 'KeyG' ? event.timeStamp : Number.NEGATIVE_INFINITY
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [navigate])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null
  )
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('main input[type=search]')
  search?.focus()
  return search !== null
}
