import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { approvalFrom } from '#contract/campaign-words'
import type { Campaign, CampaignEstimate } from '#contract/campaigns'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { toast } from '../components/index.ts'
import { useRemove } from '../components/use-remove.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { campaignQuery } from './campaigns-query.ts'

/** Long enough to think again. */
const undoSeconds = 10

type Verb = 'schedule' | 'unschedule' | 'pause' | 'resume' | 'cancel'

export type RunCampaign = ReturnType<typeof useRunCampaign>

/** What can be done with a campaign; `asked` while somebody has to type the number of people. */
export function useRunCampaign({ campaignId, name, definition, startedAt }: Campaign) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [asked, setAsked] = useState<{ verb: 'schedule' | 'resume'; people: number }>()
  const show = async (now: Campaign) => {
    queryClient.setQueryData(campaignQuery(now.campaignId).queryKey, now)
    setAsked(undefined)
    await queryClient.invalidateQueries({ queryKey: ['campaigns'] })
  }
  const act = useMutation({
    mutationFn: ({ verb, approved }: { verb: Verb; approved?: number }) =>
      api.post<Campaign>(`/campaigns/${campaignId}/${verb}`, {
        ...(approved === undefined ? {} : { approved }),
        ...(verb === 'schedule' ? { undoSeconds } : {}),
      }),
    onSuccess: async (now, { verb }) => {
      await show(now)
      if (verb === 'schedule' && definition.schedule.kind === 'now')
        toast.undo(t('campaigns.scheduled_toast', { name }), t('campaigns.undo'), () =>
          act.mutate({ verb: 'unschedule' }),
        )
    },
  })
  /** Asks for the number first where there are many. */
  const begin = useMutation({
    mutationFn: async (verb: 'schedule' | 'resume') => {
      const isNew = verb === 'schedule' || startedAt === null
      if (!isNew) return { verb, people: 0 }
      const { people } = await api.post<CampaignEstimate>('/campaigns/estimate', { definition })
      return { verb, people }
    },
    onSuccess: ({ verb, people }) => (people >= approvalFrom ? setAsked({ verb, people }) : act.mutate({ verb })),
  })
  const duplicate = useMutation({
    mutationFn: () =>
      api.post<Campaign>(`/campaigns/${campaignId}/duplicate`, {
        name: t('campaigns.copy_of', { name }).slice(0, 120),
      }),
    onSuccess: async (copy) => {
      await show(copy)
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId: copy.campaignId } })
    },
  })
  const remove = useRemove({
    path: `/campaigns/${campaignId}`,
    name,
    again: { path: '/campaigns', body: { name, definition } },
    leave: () => navigate({ to: '/campaigns' }),
    list: ['campaigns', 'list'],
  })
  return {
    asked,
    error: act.error ?? begin.error ?? duplicate.error,
    isPending: act.isPending || begin.isPending,
    begin: (verb: 'schedule' | 'resume') => begin.mutate(verb),
    agree: (approved: number) => asked && act.mutate({ verb: asked.verb, approved }),
    forget: () => {
      setAsked(undefined)
      act.reset()
    },
    act: (verb: Verb) => act.mutate({ verb }),
    duplicate: () => duplicate.mutate(),
    remove: () => remove.mutate(),
  }
}
