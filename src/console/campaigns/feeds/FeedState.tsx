import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CampaignFeed, CreateCampaignFeed } from '#contract/campaign-feeds'
import { approvalFrom } from '#contract/campaign-words'
import type { CampaignEstimate } from '#contract/campaigns'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Badge, Card, Fact, Facts, FormProblem, Notice } from '../../components/index.ts'
import { useRemove } from '../../components/use-remove.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ApproveDialog } from '../ApproveDialog.tsx'
import classes from '../campaigns.module.css'
import { feedQuery } from './feeds-query.ts'

/** Whether it runs, when it looks next, what went out; switched on and off here. */
export function FeedState({ feed, mayWrite }: { feed: CampaignFeed; mayWrite: boolean }) {
  const { t, day, number } = useI18n()
  const { isOn, trouble } = feed
  const turn = useSwitch(feed)
  return (
    <Card
      title={t('campaigns.feeds.state')}
      aside={<Badge tone={isOn ? 'good' : 'quiet'}>{t(`campaigns.feeds.${isOn ? 'on' : 'off'}`)}</Badge>}
    >
      <div className={classes.fields}>
        {trouble !== null && <Notice>{t(`campaigns.feed_trouble.${trouble}`)}</Notice>}
        <Facts>
          <Fact name={t('campaigns.feeds.next')}>{feed.nextAt === null ? '–' : day(feed.nextAt, 'time')}</Fact>
          <Fact name={t('campaigns.feeds.asked')}>{feed.askedAt === null ? '–' : day(feed.askedAt, 'time')}</Fact>
          <Fact name={t('campaigns.feeds.issues')}>{number(feed.issues)}</Fact>
          {feed.lastCampaignId !== null && feed.lastIssueAt !== null && (
            <Fact name={t('campaigns.feeds.last')}>
              <Link to="/campaigns/$campaignId" params={{ campaignId: feed.lastCampaignId }}>
                {day(feed.lastIssueAt)}
              </Link>
            </Fact>
          )}
        </Facts>
        <FormProblem error={turn.error} />
        {mayWrite && (
          <>
            <div>
              <Button
                variant={isOn ? 'default' : 'filled'}
                loading={turn.isPending}
                onClick={() => (isOn ? turn.off() : turn.begin())}
              >
                {t(`campaigns.feeds.switch_${isOn ? 'off' : 'on'}`)}
              </Button>
            </div>
            <p className={classes.quiet}>{t('campaigns.feeds.switch_help')}</p>
            {!isOn && <RemoveFeed feed={feed} />}
          </>
        )}
      </div>
      {turn.asked !== undefined && (
        <ApproveDialog people={turn.asked} run={turn} label={t('campaigns.feeds.switch_on')} />
      )}
    </Card>
  )
}

/** Asks for the number first where there are many. */
function useSwitch({ feedId, definition }: CampaignFeed) {
  const [asked, setAsked] = useState<number>()
  const act = useMutation({
    mutationFn: (body: { isOn: boolean; approved?: number }) =>
      api.post<CampaignFeed>(`/campaign-feeds/${feedId}/switch`, body),
    onSuccess: async (now) => {
      queryClient.setQueryData(feedQuery(feedId).queryKey, now)
      setAsked(undefined)
      await queryClient.invalidateQueries({ queryKey: ['campaigns', 'feeds'] })
    },
  })
  const count = useMutation({
    mutationFn: async () => {
      const { audience, exclude, purpose, control, templateId } = definition
      const variants = [{ key: 'a', name: 'A', templateId, share: 100 }]
      const body = { definition: { audience, exclude, purpose, control, variants } }
      return (await api.post<CampaignEstimate>('/campaigns/estimate', body)).people
    },
    onSuccess: (people) => (people >= approvalFrom ? setAsked(people) : act.mutate({ isOn: true })),
  })
  return {
    asked,
    error: act.error ?? count.error,
    isPending: act.isPending || count.isPending,
    begin: () => count.mutate(),
    off: () => act.mutate({ isOn: false }),
    agree: (approved: number) => act.mutate({ isOn: true, approved }),
    forget: () => {
      setAsked(undefined)
      act.reset()
    },
  }
}

function RemoveFeed({ feed: { feedId, name, url, definition } }: { feed: CampaignFeed }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const remove = useRemove({
    path: `/campaign-feeds/${feedId}`,
    name,
    again: { path: '/campaign-feeds', body: { name, url, definition } satisfies CreateCampaignFeed },
    leave: () => navigate({ to: '/campaigns/feeds' }),
    list: ['campaigns', 'feeds'],
  })
  return (
    <div>
      <Button size="compact-sm" variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
        {t('campaigns.feeds.remove')}
      </Button>
    </div>
  )
}
