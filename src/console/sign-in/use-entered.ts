import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Session } from '#contract/session'
import { sessionQuery } from '../api/session.ts'
import { safeNext } from './safe-next.ts'

/** What happens when a sign-in has succeeded: nothing of the person before is left, and the page that was asked for opens. */
export function useEntered(next: string | undefined): (session: Session) => void {
  const router = useRouter()
  const client = useQueryClient()
  return (session) => {
    client.clear()
    client.setQueryData(sessionQuery.queryKey, session)
    router.history.push(safeNext(next))
  }
}
