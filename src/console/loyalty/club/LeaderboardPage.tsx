import { Button } from '@mantine/core'
import { IconTrophy } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyBoard } from '#contract/loyalty-club'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Card, EmptyState, type EntityColumn, EntityTable, toast, useDocumentTitle } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import classes from '../loyalty.module.css'
import { programmePath } from '../loyalty-query.ts'
import { BoardSettings } from './BoardSettings.tsx'
import { ClubCsv } from './ClubCsv.tsx'
import { boardQuery } from './club-query.ts'

type Row = LoyaltyBoard['rows'][number]

/** Who asked to be seen, by the names they chose, and how the places come about. */
export function LeaderboardPage() {
  const { t } = useI18n()
  useDocumentTitle(t('loyalty.view.leaderboard'))
  return (
    <LoyaltyFrame>
      {({ programme, mayWrite }) => (
        <>
          <BoardSettings key={programme.version} programme={programme} mayWrite={mayWrite} />
          {programme.rules.leaderboard && <Board programme={programme} mayWrite={mayWrite} />}
        </>
      )}
    </LoyaltyFrame>
  )
}

function Board({ programme: { programmeId }, mayWrite }: { programme: LoyaltyProgramme; mayWrite: boolean }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const board = useQuery(boardQuery(programmeId))
  const hide = useMutation({
    mutationFn: ({ memberId }: Row) => api.post(programmePath(programmeId, `/members/${memberId}/nickname/hide`)),
    onError: (error) => toast.bad(problemText(error, i18n)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['loyalty', 'leaderboard', programmeId] })
      toast.good(t('club.board.hidden'))
    },
  })
  const columns = useMemo(() => columnsOf(i18n, mayWrite ? hide.mutate : undefined), [i18n, mayWrite, hide.mutate])
  const { since, entered = 0, members = 0 } = board.data ?? {}
  return (
    <Card
      flush
      title={t('loyalty.view.leaderboard')}
      aside={<ClubCsv programmeId={programmeId} part="leaderboard" title={t('loyalty.view.leaderboard')} people />}
      subtitle={[
        since ? t('club.board.since', { day: day(since) }) : t('club.board.ever'),
        t('club.board.entered', { entered, members }),
      ].join(' ')}
    >
      <EntityTable
        caption={t('loyalty.view.leaderboard')}
        columns={columns}
        rows={board.data?.rows ?? []}
        rowKey={({ memberId }) => memberId}
        loading={board.isPending}
        error={board.error}
        onRetry={() => void board.refetch()}
        empty={
          <EmptyState
            icon={<IconTrophy aria-hidden />}
            title={t('club.board.empty')}
            text={t('club.board.empty_text')}
          />
        }
      />
    </Card>
  )
}

function columnsOf({ t, number }: I18n, onHide: ((row: Row) => void) | undefined): EntityColumn<Row>[] {
  return [
    {
      key: 'place',
      label: t('club.board.place'),
      width: '90px',
      render: ({ place, isShared }) => (isShared ? t('club.board.shared', { place: number(place) }) : number(place)),
    },
    {
      key: 'nickname',
      label: t('club.board.nickname'),
      width: 'minmax(160px, 2fr)',
      phone: 'title',
      render: ({ nickname, customerId }) =>
        customerId ? (
          <Link to="/customers/$customerId" params={{ customerId }}>
            <bdi>{nickname}</bdi>
          </Link>
        ) : (
          <bdi>{nickname}</bdi>
        ),
    },
    { key: 'score', label: t('club.board.score'), numeric: true, render: ({ score }) => number(score) },
    ...(onHide
      ? [
          {
            key: 'hide',
            label: t('club.board.hide'),
            width: '140px',
            render: (row: Row) => (
              <span className={classes.actions}>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('club.board.hide_one', { name: row.nickname })}
                  onClick={() => onHide(row)}
                >
                  {t('club.board.hide')}
                </Button>
              </span>
            ),
          },
        ]
      : []),
  ]
}
