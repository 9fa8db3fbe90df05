import type { FinderAction } from './finder-actions.tsx'

const storageKey = 'regulars.finder'
const kept = 5

// Customers are remembered only until the page is closed: their names do not belong in the browser's storage.
let ofThisVisit: FinderAction[] = []

export function remember(action: FinderAction): void {
  ofThisVisit = [action, ...ofThisVisit.filter(({ id }) => id !== action.id)].slice(0, kept)
  if (!action.isKept) return
  const ids = [action.id, ...storedIds().filter((id) => id !== action.id)].slice(0, kept)
  localStorage.setItem(storageKey, JSON.stringify(ids))
}

/** What was chosen last, the latest first: customers of this visit, pages and actions of earlier ones too. */
export function recentOf(known: readonly FinderAction[]): FinderAction[] {
  const fresh = ofThisVisit.map((one) => known.find(({ id }) => id === one.id) ?? one)
  const older = storedIds()
    .filter((id) => !ofThisVisit.some((one) => one.id === id))
    .flatMap((id) => known.find((one) => one.id === id) ?? [])
  return [...fresh, ...older].slice(0, kept)
}

function storedIds(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
