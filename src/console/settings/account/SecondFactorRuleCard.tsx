import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Switch.layer.css'
import { Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, Loading, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { secondFactorRuleQuery } from './queries.ts'

/** Whether everybody in the workspace must have a second factor. */
export function SecondFactorRuleCard() {
  const i18n = useI18n()
  const { t } = i18n
  const { workspace } = useSession()
  const client = useQueryClient()
  const rule = useQuery(secondFactorRuleQuery)
  const change = useMutation({
    mutationFn: (required: boolean) => api.put<void>('/workspace/second-factor', { required }),
    onSuccess: () => {
      toast.good(t('console.saved'))
      return client.invalidateQueries({ queryKey: secondFactorRuleQuery.queryKey })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  const required = change.isPending ? change.variables : rule.data?.required === true
  return (
    <Card title={t('account.rule.title')} subtitle={t('account.rule.subtitle', { name: workspace.name })}>
      {rule.data === undefined ? (
        <Loading lines={1} />
      ) : (
        <Switch
          label={t('account.rule.label')}
          checked={required}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
      )}
    </Card>
  )
}
