import { useMutation } from '@tanstack/react-query'
import type { LoyaltyProgramme, LoyaltyRulesInput } from '#contract/loyalty'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { programmePath } from './loyalty-query.ts'

/** Puts rules in force as a new version; undone by putting the old ones in force again. */
export function useRules(programme: LoyaltyProgramme, onDone: () => void = () => {}) {
  const i18n = useI18n()
  const { t } = i18n
  const put = async (rules: LoyaltyRulesInput): Promise<LoyaltyProgramme> => {
    const changed = await api.patch<LoyaltyProgramme>(programmePath(programme.programmeId), { rules })
    await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
    return changed
  }
  return useMutation({
    mutationFn: put,
    onSuccess: ({ version }) => {
      onDone()
      toast.undo(t('loyalty.rules.in_force', { version }), t('console.undo'), () => {
        put(programme.rules).catch((error: unknown) => toast.bad(problemText(error, i18n)))
      })
    },
  })
}
