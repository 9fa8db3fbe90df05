import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LoyaltyFinding } from '#contract/loyalty-oversight'
import type { FindingDecision } from '#contract/loyalty-oversight-words'
import { api } from '../../api/client.ts'
import { toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'
import { findingsKey } from './watch-query.ts'

/** Keeps a decision and says so; lists are read again. */
export function useDecide(programmeId: string, onDone?: () => void) {
  const { t } = useI18n()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ finding, decision }: { finding: LoyaltyFinding; decision: FindingDecision }) =>
      api.post<void>(programmePath(programmeId, '/findings/decide'), { finding: finding.finding, decision }),
    onSuccess: async (_, { decision }) => {
      toast.good(t(`till.watch.decided.${decision}`))
      onDone?.()
      await client.invalidateQueries({ queryKey: findingsKey })
    },
    onError: () => toast.bad(t('till.watch.failed')),
  })
}
