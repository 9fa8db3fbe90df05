import { useCallback } from 'react'
import type { CustomerCare } from '#contract/care'
import { queryClient } from '../../api/query-client.ts'
import { toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { careQuery } from './care-query.ts'

type CareChange = {
  /** What the page shows at once. */
  show?: (care: CustomerCare) => CustomerCare
  send: () => Promise<unknown>
  /** Said when it is done; with `undo` there is a way back for a while. */
  done?: string
  undo?: () => Promise<unknown>
}

// The projector needs a moment until an event stands on the timeline.
const projectedMs = 1200

/** Changes what is known of a customer: on screen first, then on the server; what fails is taken back and said. */
export function useCareChange(customerId: string): (change: CareChange) => Promise<boolean> {
  const i18n = useI18n()
  return useCallback(
    async ({ show, send, done, undo }) => {
      const { queryKey } = careQuery(customerId)
      const renew = () => {
        void queryClient.invalidateQueries({ queryKey })
        setTimeout(() => {
          void queryClient.invalidateQueries({ queryKey: ['customers', 'one', customerId, 'timeline'] })
        }, projectedMs)
      }
      await queryClient.cancelQueries({ queryKey })
      const before = queryClient.getQueryData(queryKey)
      if (show && before) queryClient.setQueryData(queryKey, show(before))
      try {
        await send()
      } catch (error) {
        if (before) queryClient.setQueryData(queryKey, before)
        toast.bad(problemText(error, i18n))
        return false
      }
      if (done && undo)
        toast.undo(done, i18n.t('console.undo'), () => {
          undo().then(renew, (error) => toast.bad(problemText(error, i18n)))
        })
      else if (done) toast.good(done)
      renew()
      return true
    },
    [customerId, i18n],
  )
}
