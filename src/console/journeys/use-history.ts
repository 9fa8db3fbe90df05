import { useReducer } from 'react'

type History<T> = { past: T[]; now: T; future: T[]; tag: string | undefined; at: number }
type Change<T> = { do: 'undo' } | { do: 'redo' } | { do: 'set'; to: (now: T) => T; tag: string | undefined; at: number }

const most = 100
/** Letters of one word are one change. */
const togetherMs = 1_200

/** A value that can be taken back and done again. Changes with the same tag shortly after each other count as one. */
export function useHistory<T>(first: T) {
  const [history, change] = useReducer(reduce<T>, { past: [], now: first, future: [], tag: undefined, at: 0 })
  return {
    now: history.now,
    set: (to: (now: T) => T, tag?: string) => change({ do: 'set', to, tag, at: Date.now() }),
    undo: () => change({ do: 'undo' }),
    redo: () => change({ do: 'redo' }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  }
}

function reduce<T>(history: History<T>, change: Change<T>): History<T> {
  const { past, now, future, tag, at } = history
  if (change.do === 'undo') {
    const before = past.at(-1)
    return before === undefined
      ? history
      : { past: past.slice(0, -1), now: before, future: [now, ...future], tag: undefined, at }
  }
  if (change.do === 'redo') {
    const [after, ...later] = future
    return after === undefined ? history : { past: [...past, now], now: after, future: later, tag: undefined, at }
  }
  const next = change.to(now)
  if (next === now) return history
  const isSame = change.tag !== undefined && change.tag === tag && change.at - at < togetherMs
  return {
    past: isSame ? past : [...past.slice(-most), now],
    now: next,
    future: [],
    tag: change.tag,
    at: change.at,
  }
}
