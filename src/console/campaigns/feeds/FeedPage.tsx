import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CampaignFeed } from '#contract/campaign-feeds'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSession } from '../../api/session.ts'
import {
  Card,
  FieldPair,
  FormProblem,
  NumberField,
  PageHeader,
  PageOf,
  TimeField,
  toast,
} from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { WeekdaysField } from '../../journeys/small-fields.tsx'
import { AudienceFields } from '../AudienceFields.tsx'
import classes from '../campaigns.module.css'
import { templatesQuery } from '../campaigns-query.ts'
import { feedRoute } from '../routes.ts'
import { FeedState } from './FeedState.tsx'
import { feedQuery } from './feeds-query.ts'
import { LookAtFeed } from './LookAtFeed.tsx'

/** A newsletter of a feed: which, to whom, when; `new` writes one down. */
export function FeedPage() {
  const { t } = useI18n()
  const { feedId } = feedRoute.useParams()
  if (feedId === 'new') return <FeedForm />
  return <StoredFeed feedId={feedId} title={t('campaigns.feeds.title')} />
}

function StoredFeed({ feedId, title }: { feedId: string; title: string }) {
  return (
    <PageOf query={useQuery(feedQuery(feedId))} title={title}>
      {(feed) => <FeedForm key={feedId} feed={feed} />}
    </PageOf>
  )
}

const everyDay = [1, 2, 3, 4, 5, 6, 7]

function draftOf(feed: CampaignFeed | undefined) {
  const usual = { templateId: '', purpose: 'useful' as const, audience: [], exclude: [], weekdays: everyDay }
  const { name = '', url = 'https://' } = feed ?? {}
  return { name, url, ...usual, at: '09:00', control: 10 as number | null, ...feed?.definition }
}

function FeedForm({ feed }: { feed?: CampaignFeed }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const mayWrite = roleMay(useSession().role, 'campaigns:write')
  const [draft, setDraft] = useState(() => draftOf(feed))
  const set = (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change }))
  const templates = (useQuery(templatesQuery).data?.templates ?? []).filter(({ channels }) =>
    channels.includes('email'),
  )
  const { name, url, control, ...rest } = draft
  const body = { name: name.trim(), url: url.trim(), definition: { ...rest, control: control ?? 0 } }
  const isReady = body.name !== '' && URL.canParse(body.url) && rest.templateId !== '' && rest.audience.length > 0
  const save = useMutation({
    mutationFn: () =>
      feed
        ? api.patch<CampaignFeed>(`/campaign-feeds/${feed.feedId}`, body)
        : api.post<CampaignFeed>('/campaign-feeds', body),
    onSuccess: async (saved) => {
      queryClient.setQueryData(feedQuery(saved.feedId).queryKey, saved)
      await queryClient.invalidateQueries({ queryKey: ['campaigns', 'feeds'] })
      toast.good(t('console.saved'))
      if (!feed) await navigate({ to: '/campaigns/feeds/$feedId', params: { feedId: saved.feedId } })
    },
  })
  return (
    <>
      <PageHeader
        title={feed?.name ?? t('campaigns.feeds.new')}
        back={<Link to="/campaigns/feeds">{t('campaigns.feeds.title')}</Link>}
      />
      <div className={classes.wizard}>
        <form
          className={classes.views}
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (isReady) save.mutate()
          }}
        >
          <Card title={t('campaigns.feeds.which')}>
            <div className={classes.fields}>
              <TextInput
                label={t('campaigns.column.name')}
                dir="auto"
                maxLength={120}
                value={name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <TextInput
                label={t('campaigns.feeds.address')}
                description={t('campaigns.feeds.address_help')}
                type="url"
                dir="ltr"
                maxLength={2000}
                value={url}
                onChange={(event) => set({ url: event.currentTarget.value })}
              />
              {mayWrite && <LookAtFeed url={body.url} />}
            </div>
          </Card>
          <Card title={t('campaigns.ask.who')}>
            <AudienceFields audience={rest.audience} exclude={rest.exclude} set={set} />
          </Card>
          <Card title={t('campaigns.feeds.how')}>
            <div className={classes.fields}>
              <FieldPair>
                <NativeSelect
                  label={t('campaigns.feeds.template')}
                  description={t('campaigns.feeds.template_help')}
                  value={rest.templateId}
                  onChange={(event) => set({ templateId: event.currentTarget.value })}
                  data={[
                    { value: '', label: '–' },
                    ...templates.map(({ templateId, name: label }) => ({ value: templateId, label })),
                  ]}
                />
                <NativeSelect
                  label={t('campaigns.field.purpose')}
                  value={rest.purpose}
                  onChange={(event) => set({ purpose: event.currentTarget.value as typeof rest.purpose })}
                  data={(['useful', 'promotional'] as const).map((value) => ({
                    value,
                    label: t(`campaigns.purpose.${value}`),
                  }))}
                />
              </FieldPair>
              <WeekdaysField
                value={rest.weekdays.length === everyDay.length ? undefined : rest.weekdays}
                onChange={(weekdays) => set({ weekdays: weekdays ?? everyDay })}
              />
              <FieldPair>
                <TimeField label={t('campaigns.feeds.at')} value={rest.at} onChange={(at) => set({ at })} />
                <NumberField
                  label={t('campaigns.field.control')}
                  value={control}
                  min={0}
                  max={50}
                  whole
                  unit="%"
                  onChange={(share) => set({ control: share })}
                />
              </FieldPair>
            </div>
          </Card>
          <FormProblem error={save.error} />
          {mayWrite && (
            <div>
              <Button type="submit" disabled={!isReady} loading={save.isPending}>
                {t('console.save')}
              </Button>
            </div>
          )}
        </form>
        <div className={classes.beside}>{feed && <FeedState feed={feed} mayWrite={mayWrite} />}</div>
      </div>
    </>
  )
}
