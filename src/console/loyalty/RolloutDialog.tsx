import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CreateExperiment, Experiment } from '#contract/experiments'
import type { LoyaltyProgramme } from '#contract/loyalty'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, Form, FormProblem, NumberField, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { programmePath } from './loyalty-query.ts'

/**
 * Makes the experiment that measures the programme and says so in its rules. Where the first order makes a member it runs at once; otherwise
 * it is a plan of whom to invite, to be started by hand.
 */
export function RolloutDialog({ programme, onClose }: { programme: LoyaltyProgramme; onClose: () => void }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [requestKey] = useState(() => crypto.randomUUID())
  const [share, setShare] = useState<number | null>(20)
  const [windowDays, setDays] = useState<number | null>(90)
  const { programmeId, name, rules } = programme
  const isByItself = rules.orders?.who === 'everyone'
  const isWhole = share !== null && share >= 5 && share <= 50 && windowDays !== null && windowDays <= 365
  const make = useMutation({
    mutationFn: async (): Promise<void> => {
      const body: CreateExperiment = {
        requestKey,
        name: t('loyalty.effect.name', { programme: name }),
        audience: isByItself
          ? { kind: 'open' }
          : { kind: 'customers', query: { where: ['loyalty_joined_at:unknown'] } },
        arms: [
          { key: 'control', name: t('loyalty.effect.arm_later'), share: share ?? 20, isControl: true },
          { key: 'a', name: t('loyalty.effect.arm_now'), share: 100 - (share ?? 20), isControl: false },
        ],
        goal: { metric: { of: 'orders', measure: 'count' }, windowDays: windowDays ?? 90 },
        test: 'sequential',
      }
      const { experimentId } = await api.post<Experiment>('/experiments', body)
      if (isByItself) await api.post<Experiment>(`/experiments/${experimentId}/start`)
      await api.patch<LoyaltyProgramme>(programmePath(programmeId), { rules: { ...rules, rollout: { experimentId } } })
      await Promise.all(['loyalty', 'experiments'].map((area) => queryClient.invalidateQueries({ queryKey: [area] })))
      onClose()
      if (!isByItself) await navigate({ to: '/experiments/$experimentId', params: { experimentId } })
    },
  })
  return (
    <Dialog title={t('loyalty.effect.measure')} onClose={onClose}>
      <Form onSubmit={() => isWhole && make.mutate()}>
        <p>{t(isByItself ? 'loyalty.effect.how_itself' : 'loyalty.effect.how_invited')}</p>
        <NumberField
          label={t(isByItself ? 'loyalty.effect.wait' : 'loyalty.effect.not_invited')}
          data-autofocus
          value={share}
          min={5}
          max={50}
          whole
          unit="%"
          onChange={setShare}
        />
        <NumberField label={t('loyalty.effect.days')} value={windowDays} min={7} max={365} whole onChange={setDays} />
        <FormProblem error={make.error} />
        <SubmitActions
          onClose={onClose}
          label={t(isByItself ? 'loyalty.effect.start' : 'loyalty.effect.plan')}
          disabled={!isWhole}
          loading={make.isPending}
        />
      </Form>
    </Dialog>
  )
}
