import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox } from '@mantine/core'
import { IconMailHeart, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyInvitation } from '#contract/loyalty-club'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { copyText } from '../../components/copy-text.ts'
import {
  Card,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FormProblem,
  toast,
  useDocumentTitle,
} from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import classes from '../loyalty.module.css'
import { programmePath } from '../loyalty-query.ts'
import { useRules } from '../use-rules.ts'
import { ClubCsv } from './ClubCsv.tsx'
import { invitationsQuery } from './club-query.ts'
import { InviteDialog } from './InviteDialog.tsx'
import { invitableOf, nameOfTarget } from './invitable.ts'

/** Who is invited to what, and whether the programme is open. */
export function InvitationsPage() {
  const { t } = useI18n()
  const [isAsked, setAsked] = useState(false)
  useDocumentTitle(t('loyalty.view.invitations'))
  return (
    <LoyaltyFrame
      actions={({ programme, mayWrite }) =>
        mayWrite && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            disabled={invitableOf(programme.rules).length === 0}
            onClick={() => setAsked(true)}
          >
            {t('club.invite.new')}
          </Button>
        )
      }
    >
      {({ programme, mayWrite }) => (
        <>
          <Openness programme={programme} mayWrite={mayWrite} />
          <Invitations programme={programme} mayWrite={mayWrite} />
          {isAsked && <InviteDialog programme={programme} onClose={() => setAsked(false)} />}
        </>
      )}
    </LoyaltyFrame>
  )
}

type Shown = { programme: LoyaltyProgramme; mayWrite: boolean }

function Openness({ programme, mayWrite }: Shown) {
  const { t } = useI18n()
  const { rules } = programme
  const save = useRules(programme)
  const { byInvitation = false, ...open } = rules
  const named = invitableOf(rules).filter(({ kind }) => kind !== 'programme')
  return (
    <Card title={t('club.invite.what')} subtitle={t('club.invite.what_help')}>
      <div className={classes.fields}>
        <Checkbox
          label={t('club.invite.closed')}
          description={t('club.invite.closed_help')}
          disabled={!mayWrite || save.isPending}
          checked={byInvitation !== save.isPending}
          onChange={({ currentTarget }) => save.mutate(currentTarget.checked ? { ...open, byInvitation: true } : open)}
        />
        <FormProblem error={save.error} />
        {named.length > 0 && (
          <ul className={classes.said}>
            {named.map(({ kind, target }) => (
              <li key={`${kind}:${target}`}>
                {t(`club.invite.is_${kind}`, { name: nameOfTarget(rules, kind, target) })}
              </li>
            ))}
          </ul>
        )}
        <p className={classes.quiet}>{t('club.invite.where')}</p>
        <p>
          <Link to="/journeys/plays" hash="play-invitation">
            {t('plays.invitation.name')}
          </Link>
        </p>
      </div>
    </Card>
  )
}

function Invitations({ programme, mayWrite }: Shown) {
  const i18n = useI18n()
  const { t } = i18n
  const { programmeId } = programme
  const list = useQuery(invitationsQuery(programmeId))
  const withdraw = useMutation({
    mutationFn: ({ invitationId }: LoyaltyInvitation) =>
      api.delete<void>(programmePath(programmeId, `/invitations/${invitationId}`)),
    onError: (error) => toast.bad(problemText(error, i18n)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
      toast.good(t('club.invite.withdrawn'))
    },
  })
  const columns = useMemo(
    () => columnsOf(i18n, programme, mayWrite ? withdraw.mutate : undefined),
    [i18n, programme, mayWrite, withdraw.mutate],
  )
  return (
    <Card
      flush
      title={t('loyalty.view.invitations')}
      subtitle={t('club.invite.help')}
      aside={<ClubCsv programmeId={programmeId} part="invitations" title={t('loyalty.view.invitations')} people />}
    >
      <EntityTable
        caption={t('loyalty.view.invitations')}
        columns={columns}
        rows={list.data?.invitations ?? []}
        rowKey={({ invitationId }) => invitationId}
        loading={list.isPending}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <EmptyState
            icon={<IconMailHeart aria-hidden />}
            title={t('club.invite.none')}
            text={t('club.invite.none_text')}
          />
        }
      />
      {list.data?.hasMore && <p className={classes.quiet}>{t('club.invite.more')}</p>}
    </Card>
  )
}

function columnsOf(
  { t, number, day }: I18n,
  { rules }: LoyaltyProgramme,
  onWithdraw: ((row: LoyaltyInvitation) => void) | undefined,
): EntityColumn<LoyaltyInvitation>[] {
  return [
    {
      key: 'who',
      label: t('club.invite.who'),
      width: 'minmax(180px, 2fr)',
      phone: 'title',
      render: ({ customerId, name, note, code }) => (
        <span className={classes.named}>
          {customerId ? (
            <Link to="/customers/$customerId" params={{ customerId }}>
              <bdi>{name ?? t('club.invite.no_name')}</bdi>
            </Link>
          ) : (
            <span>
              <bdi>{note ?? t('club.invite.link')}</bdi>
            </span>
          )}
          <small>
            <bdi dir="ltr">{code}</bdi>
          </small>
        </span>
      ),
    },
    {
      key: 'what',
      label: t('club.invite.to'),
      render: ({ kind, target }) => <bdi>{nameOfTarget(rules, kind, target) || t('club.invite.programme')}</bdi>,
    },
    {
      key: 'used',
      label: t('club.invite.used'),
      numeric: true,
      render: ({ used, most }) =>
        most === null ? number(used) : t('loyalty.of_card', { stamps: number(used), required: number(most) }),
    },
    {
      key: 'until',
      label: t('loyalty.reward.until'),
      render: ({ until }) => (until === null ? t('club.invite.no_end') : day(until)),
    },
    {
      key: 'do',
      label: t('loyalty.reward.edit'),
      width: '230px',
      render: (row) => (
        <span className={classes.actions}>
          <Button
            size="xs"
            variant="default"
            aria-label={t('club.invite.copy_one', { code: row.code })}
            onClick={() => void copyText(row.url, t('console.copied'))}
          >
            {t('club.invite.copy')}
          </Button>
          {onWithdraw && (
            <Button
              size="xs"
              variant="default"
              aria-label={t('club.invite.withdraw_one', { code: row.code })}
              onClick={() => onWithdraw(row)}
            >
              {t('club.invite.withdraw')}
            </Button>
          )}
        </span>
      ),
    },
  ]
}
