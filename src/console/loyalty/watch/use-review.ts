import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LoyaltyReferral } from '#contract/loyalty-oversight'
import type { ReferralDecision } from '#contract/loyalty-oversight-words'
import { api } from '../../api/client.ts'
import { toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'

type Said = { referral: LoyaltyReferral; decision: ReferralDecision | 'undone' }

/** Approves or declines a referral; one click takes it back while nothing of the points is spent, unless points were taken. */
export function useReview(programmeId: string) {
  const i18n = useI18n()
  const { t } = i18n
  const client = useQueryClient()
  const say = async ({ referral, decision }: Said): Promise<void> => {
    const refereeId = referral.referee.memberId
    await api.post<void>(programmePath(programmeId, '/referral-reviews/decide'), { refereeId, decision })
    await client.invalidateQueries({ queryKey: ['loyalty'] })
  }
  return useMutation({
    mutationFn: say,
    onSuccess: (_, { referral, decision }) => {
      if (decision === 'undone') return toast.good(t('till.referrals.done.undone'))
      const isGivenBack = referral.givenBackAt !== null
      if (isGivenBack && decision === 'declined') return toast.good(t('till.referrals.done.taken'))
      toast.undo(t(`till.referrals.done.${isGivenBack ? 'kept' : decision}`), t('console.undo'), () => {
        say({ referral, decision: 'undone' }).catch((error: unknown) => toast.bad(problemText(error, i18n)))
      })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
}
