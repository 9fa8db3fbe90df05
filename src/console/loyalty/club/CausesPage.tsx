import { Button } from '@mantine/core'
import { IconHeartHandshake, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyCause } from '#contract/loyalty-club'
import { Badge, Card, EmptyState, Loading, Problem, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import classes from '../loyalty.module.css'
import { CauseDialog } from './CauseDialog.tsx'
import { CauseFigures, CauseNews } from './CauseFigures.tsx'
import { ClubCsv } from './ClubCsv.tsx'
import { causesQuery } from './club-query.ts'
import { NewsDialog } from './NewsDialog.tsx'

type Asked = { what: 'cause'; causeId: string | undefined } | { what: 'news'; cause: LoyaltyCause }

/** What members can give points to, what they gave and what came of it. */
export function CausesPage() {
  const { t } = useI18n()
  const [asked, setAsked] = useState<Asked>()
  useDocumentTitle(t('loyalty.view.causes'))
  const close = () => setAsked(undefined)
  return (
    <LoyaltyFrame
      actions={({ programme, mayWrite }) => (
        <>
          <ClubCsv programmeId={programme.programmeId} part="causes" title={t('loyalty.view.causes')} />
          {mayWrite && (
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setAsked({ what: 'cause', causeId: undefined })}
            >
              {t('club.cause.new')}
            </Button>
          )}
        </>
      )}
    >
      {({ programme, mayWrite }) => (
        <>
          <Causes programme={programme} onAsk={mayWrite ? setAsked : undefined} />
          {asked?.what === 'cause' && (
            <CauseDialog
              programme={programme}
              cause={programme.rules.causes.find(({ id }) => id === asked.causeId)}
              onClose={close}
            />
          )}
          {asked?.what === 'news' && (
            <NewsDialog programmeId={programme.programmeId} cause={asked.cause} onClose={close} />
          )}
        </>
      )}
    </LoyaltyFrame>
  )
}

function Causes({ programme, onAsk }: { programme: LoyaltyProgramme; onAsk: ((asked: Asked) => void) | undefined }) {
  const { t } = useI18n()
  const list = useQuery(causesQuery(programme.programmeId))
  if (list.data === undefined)
    return (
      <Card>
        {list.error ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading lines={5} />}
      </Card>
    )
  const { causes, currency } = list.data
  if (causes.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<IconHeartHandshake aria-hidden />}
          title={t('club.cause.none')}
          text={t('club.cause.none_text')}
        />
      </Card>
    )
  return causes.map((cause) => (
    <Card
      key={cause.causeId}
      title={<bdi>{cause.name}</bdi>}
      subtitle={cause.text && <span dir="auto">{cause.text}</span>}
      aside={cause.isClosed && <Badge tone="quiet">{t('club.cause.closed')}</Badge>}
    >
      <div className={classes.fields}>
        <CauseFigures cause={cause} currency={currency} />
        <CauseNews
          programmeId={programme.programmeId}
          cause={cause}
          currency={currency}
          mayWrite={onAsk !== undefined}
        />
        {onAsk && (
          <div className={classes.actions}>
            <Button size="xs" variant="light" onClick={() => onAsk({ what: 'news', cause })}>
              {t('club.cause.tell')}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={t('club.cause.change_one', { name: cause.name })}
              onClick={() => onAsk({ what: 'cause', causeId: cause.causeId })}
            >
              {t('loyalty.reward.edit')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  ))
}
