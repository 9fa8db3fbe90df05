import { useCallback } from 'react'
import type { ChangeSegmentList, Segment } from '#contract/segments'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'

// A change of the list is an event, which counts once it is projected.
const looksAgain = [400, 1200, 3000]

/** Puts people on or off by hand, with a way back. */
export function useListChange({ segmentId }: Pick<Segment, 'segmentId'>) {
  const i18n = useI18n()
  return useCallback(
    async (customerIds: string[], way: 'add' | 'remove' | 'release', done: string, wereListed = false) => {
      const send = async (body: ChangeSegmentList): Promise<void> => {
        try {
          await api.put(`/segments/${segmentId}/list`, body)
        } catch (error) {
          toast.bad(problemText(error, i18n))
          throw error
        }
        for (const ms of looksAgain)
          setTimeout(() => void queryClient.invalidateQueries({ queryKey: ['segments'] }), ms)
      }
      await send({ [way]: customerIds }).then(
        () => {
          const back = wereListed && way === 'remove' ? 'add' : 'release'
          toast.undo(done, i18n.t('console.undo'), () => void send({ [back]: customerIds }).catch(() => undefined))
        },
        () => undefined,
      )
    },
    [segmentId, i18n],
  )
}
