import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

/** Begins a run; only for who may. `isMain`: nothing else can be done on the page. */
export function RunButton({ isRunning, isMain = false }: { isRunning: boolean; isMain?: boolean }) {
  const { t } = useI18n()
  const { role } = useSession()
  const queries = useQueryClient()
  const run = useMutation({
    mutationFn: () => api.post('/predictions/run'),
    onSuccess: () => {
      toast.good(t('predictions.run_queued'))
      return queries.invalidateQueries({ queryKey: ['predictions', 'overview'] })
    },
  })
  if (!roleMay(role, 'predictions:write')) return null
  return (
    <Button
      variant={isMain ? 'filled' : 'default'}
      leftSection={<IconPlayerPlay size={16} stroke={1.7} aria-hidden />}
      loading={run.isPending}
      disabled={isRunning}
      onClick={() => run.mutate()}
    >
      {t('predictions.run')}
    </Button>
  )
}
