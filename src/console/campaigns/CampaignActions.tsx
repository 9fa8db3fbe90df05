import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Campaign } from '#contract/campaigns'
import { Dialog, DialogActions, LinkButton } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { RunCampaign } from './use-run-campaign.ts'

/** What can be done in the state it is in, the main thing last. */
export function CampaignActions({ campaign, run }: { campaign: Campaign; run: RunCampaign }) {
  const { t } = useI18n()
  const [asks, setAsks] = useState(false)
  const { campaignId, status, definition } = campaign
  const isNow = definition.schedule.kind === 'now'
  const plain = { variant: 'default', disabled: run.isPending } as const
  return (
    <>
      {status === 'draft' && (
        <>
          <Button {...plain} onClick={run.remove}>
            {t('campaigns.delete')}
          </Button>
          <LinkButton to="/campaigns/$campaignId/edit" params={{ campaignId }} variant="default">
            {t('campaigns.edit')}
          </LinkButton>
        </>
      )}
      <Button {...plain} onClick={run.duplicate}>
        {t('campaigns.duplicate')}
      </Button>
      {(status === 'sending' || status === 'paused') && (
        <Button {...plain} onClick={() => setAsks(true)}>
          {t('campaigns.cancel')}
        </Button>
      )}
      {status === 'draft' && (
        <Button loading={run.isPending} onClick={() => run.begin('schedule')}>
          {t(isNow ? 'campaigns.send' : 'campaigns.schedule')}
        </Button>
      )}
      {status === 'scheduled' && (
        <Button loading={run.isPending} onClick={() => run.act('unschedule')}>
          {t('campaigns.unschedule')}
        </Button>
      )}
      {status === 'sending' && (
        <Button loading={run.isPending} onClick={() => run.act('pause')}>
          {t('campaigns.pause')}
        </Button>
      )}
      {status === 'paused' && (
        <Button loading={run.isPending} onClick={() => run.begin('resume')}>
          {t('campaigns.resume')}
        </Button>
      )}
      {asks && (
        <Dialog title={t('campaigns.cancel')} onClose={() => setAsks(false)}>
          <p>{t('campaigns.cancel_help')}</p>
          <DialogActions>
            <Button variant="default" onClick={() => setAsks(false)}>
              {t('console.close')}
            </Button>
            <Button
              color="brick"
              onClick={() => {
                setAsks(false)
                run.act('cancel')
              }}
            >
              {t('campaigns.cancel')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
