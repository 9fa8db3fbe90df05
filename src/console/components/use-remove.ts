import { type QueryKey, useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { toast } from './toast.ts'

type Removal = {
  path: string
  name: string
  /** what writes the same down anew */
  again: { path: string; body: unknown }
  /** away from the page of what is gone */
  leave: () => Promise<unknown>
  /** what lists it */
  list: QueryKey
}

/** Removes at once, and offers for a while to undo it. */
export function useRemove({ path, name, again, leave, list }: Removal) {
  const i18n = useI18n()
  const { t } = i18n
  const refresh = () => queryClient.invalidateQueries({ queryKey: list })
  const failed = (error: unknown) => toast.bad(problemText(error, i18n))
  return useMutation({
    mutationFn: () => api.delete(path),
    onSuccess: async () => {
      await leave()
      await refresh()
      const undo = () => void api.post(again.path, again.body).then(refresh, failed)
      toast.undo(t('console.removed', { name }), t('console.undo'), undo)
    },
    onError: failed,
  })
}
