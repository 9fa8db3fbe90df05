import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Campaign } from '#contract/campaigns'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, FieldPair, FormProblem, NumberField, PageHeader, PageOf } from '../components/index.ts'
import { useFormGuard } from '../components/use-leave-guard.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { AudienceFields } from './AudienceFields.tsx'
import classes from './campaigns.module.css'
import { campaignQuery } from './campaigns-query.ts'
import { type Draft, definitionOf, draftOf } from './draft.ts'
import { EstimateCard } from './EstimateCard.tsx'
import { editCampaignRoute } from './routes.ts'
import { VariantsField } from './VariantsField.tsx'
import { WhenFields } from './WhenFields.tsx'

/** A campaign, written down question by question, with whom it would meet beside it. */
export function NewCampaignPage() {
  const { t } = useI18n()
  return <CampaignForm title={t('campaigns.new')} />
}

export function EditCampaignPage() {
  const { t } = useI18n()
  const { campaignId } = editCampaignRoute.useParams()
  return (
    <PageOf query={useQuery(campaignQuery(campaignId))} title={t('campaigns.title')}>
      {(campaign) => <CampaignForm key={campaignId} title={campaign.name} campaign={campaign} />}
    </PageOf>
  )
}

function CampaignForm({ title, campaign }: { title: string; campaign?: Campaign }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [requestKey] = useState(() => crypto.randomUUID())
  const [draft, setDraft] = useState(() => draftOf(campaign, (letter) => t('campaigns.arm.variant', { letter })))
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  const definition = definitionOf(draft)
  const name = draft.name.trim()
  const isReady = definition !== undefined && name !== ''
  const { leaving, saved: noted } = useFormGuard(draft)
  const save = useMutation({
    mutationFn: () =>
      campaign
        ? api.patch<Campaign>(`/campaigns/${campaign.campaignId}`, { name, definition })
        : api.post<Campaign>('/campaigns', { name, definition, requestKey }),
    onSuccess: async (saved) => {
      noted()
      const { campaignId } = saved
      queryClient.setQueryData(campaignQuery(campaignId).queryKey, saved)
      await queryClient.invalidateQueries({ queryKey: ['campaigns'] })
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId } })
    },
  })
  return (
    <>
      <PageHeader title={title} back={<Link to="/campaigns">{t('campaigns.title')}</Link>} />
      <div className={classes.wizard}>
        <form
          className={classes.views}
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (isReady) save.mutate()
          }}
        >
          <Card title={t('campaigns.ask.what')}>
            <FieldPair>
              <TextInput
                label={t('campaigns.column.name')}
                dir="auto"
                maxLength={120}
                value={draft.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <NativeSelect
                label={t('campaigns.field.purpose')}
                value={draft.purpose}
                onChange={(event) => set({ purpose: event.currentTarget.value as Draft['purpose'] })}
                data={(['promotional', 'useful'] as const).map((value) => ({
                  value,
                  label: t(`campaigns.purpose.${value}`),
                }))}
              />
            </FieldPair>
          </Card>
          <Card title={t('campaigns.ask.who')} subtitle={t('campaigns.ask.who_help')}>
            <AudienceFields audience={draft.audience} exclude={draft.exclude} set={set} />
          </Card>
          <Card title={t('campaigns.ask.message')} subtitle={t('campaigns.ask.message_help')}>
            <VariantsField draft={draft} set={set} />
          </Card>
          <Card title={t('campaigns.ask.goal')} subtitle={t('campaigns.ask.goal_help')}>
            <GoalFields draft={draft} set={set} />
          </Card>
          <Card title={t('campaigns.ask.when')}>
            <WhenFields draft={draft} set={set} />
          </Card>
          <FormProblem error={save.error} />
          <div className={classes.fields}>
            <div>
              <Button type="submit" disabled={!isReady} loading={save.isPending}>
                {t('campaigns.save')}
              </Button>
            </div>
            <p className={classes.quiet}>{t(isReady ? 'campaigns.save_help' : 'campaigns.save_missing')}</p>
          </div>
        </form>
        <div className={classes.beside}>
          <EstimateCard definition={definition} />
        </div>
      </div>
      {leaving}
    </>
  )
}

function GoalFields({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const { t } = useI18n()
  return (
    <div className={classes.fields}>
      <FieldPair>
        <TextInput
          label={t('campaigns.field.goal_event')}
          dir="auto"
          maxLength={128}
          value={draft.event}
          onChange={(event) => set({ event: event.currentTarget.value })}
        />
        <NumberField
          label={t('campaigns.field.goal_days')}
          value={draft.windowDays}
          min={1}
          max={365}
          whole
          onChange={(windowDays) => set({ windowDays })}
        />
      </FieldPair>
      <FieldPair>
        <TextInput
          label={t('campaigns.field.goal_value')}
          dir="auto"
          maxLength={128}
          value={draft.value}
          onChange={(event) => set({ value: event.currentTarget.value })}
        />
        <NumberField
          label={t('campaigns.field.control')}
          value={draft.control}
          min={0}
          max={50}
          whole
          unit="%"
          onChange={(control) => set({ control })}
        />
      </FieldPair>
      {draft.control === 0 && <p className={classes.warning}>{t('campaigns.field.no_control')}</p>}
    </div>
  )
}
