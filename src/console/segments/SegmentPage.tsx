import { Button } from '@mantine/core'
import { IconPencil, IconRefresh, IconTrash, IconUserPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import type { Condition, Segment } from '#contract/segments'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  Dialog,
  DialogActions,
  Figure,
  FigureRow,
  FormProblem,
  LinkButton,
  PageHeader,
  PageOf,
  toast,
} from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Definition } from './Definition.tsx'
import { Growth } from './Growth.tsx'
import { ListDialog } from './ListDialog.tsx'
import { Members } from './Members.tsx'
import { segmentRoute } from './routes.ts'
import { StatusBadge } from './SegmentsPage.tsx'
import classes from './segments.module.css'
import { segmentQuery, segmentsQuery } from './segments-query.ts'
import { useSay } from './use-names.ts'

/** One segment: who belongs to it, why, and how it grows. */
export function SegmentPage() {
  const { t } = useI18n()
  const { segmentId } = segmentRoute.useParams()
  const back = <Link to="/segments">{t('segments.title')}</Link>
  return (
    <PageOf query={useQuery(segmentQuery(segmentId))} title={t('segments.one')} back={back}>
      {(segment) => <Known key={segmentId} segment={segment} />}
    </PageOf>
  )
}

function Known({ segment }: { segment: Segment }) {
  const say = useSay()
  const { t, number, day } = say
  const { segmentId, name, description, members, definition, status } = segment
  const mayWrite = roleMay(useSession().role, 'segments:write')
  const [open, setOpen] = useState<'list' | 'delete'>()
  const recount = useMutation({
    mutationFn: () => api.post<Segment>(`/segments/${segmentId}/recount`),
    onSuccess: (now) => queryClient.setQueryData(segmentQuery(segmentId).queryKey, now),
    onError: (error) => toast.bad(problemText(error, say)),
  })
  return (
    <>
      <PageHeader
        title={name}
        back={<Link to="/segments">{t('segments.title')}</Link>}
        subtitle={
          <span className={classes.subtitle}>
            <StatusBadge segment={segment} />
            {description !== '' && <span dir="auto">{description}</span>}
          </span>
        }
        actions={
          mayWrite && (
            <>
              <Button
                variant="default"
                leftSection={<IconTrash size={16} stroke={1.8} aria-hidden />}
                onClick={() => setOpen('delete')}
              >
                {t('segments.delete')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconUserPlus size={16} stroke={1.8} aria-hidden />}
                onClick={() => setOpen('list')}
              >
                {t('segments.by_hand')}
              </Button>
              <LinkButton
                to="/segments/$segmentId/edit"
                params={{ segmentId }}
                leftSection={<IconPencil size={16} stroke={1.8} aria-hidden />}
              >
                {t('segments.edit')}
              </LinkButton>
            </>
          )
        }
      />
      {status === 'failed' && (
        <Card>
          <p role="alert" className={classes.missing}>
            {t('segments.failed_text')}
          </p>
          {mayWrite && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconRefresh size={15} aria-hidden />}
              loading={recount.isPending}
              onClick={() => recount.mutate()}
            >
              {t('segments.recount')}
            </Button>
          )}
        </Card>
      )}
      <FigureRow>
        <Figure
          label={t('segments.members')}
          help="segments.help.members"
          value={status === 'counting' && segment.computedAt === null ? '…' : number(members)}
          of={
            segment.computedAt === null
              ? t('segments.state.counting')
              : t('segments.as_of', { day: day(segment.computedAt, 'time') })
          }
        />
        <Figure
          label={t('segments.entered')}
          help="segments.help.entered"
          value={number(segment.enteredThisWeek)}
          of={t('segments.seven_days')}
        />
        <Figure
          label={t('segments.left')}
          help="segments.help.left"
          value={number(segment.leftThisWeek)}
          of={t('segments.seven_days')}
        />
        <Figure
          label={t('segments.listed')}
          help="segments.help.listed"
          value={number(segment.listedIn + segment.listedOut)}
          of={t('segments.listed_of', { in: number(segment.listedIn), out: number(segment.listedOut) })}
        />
      </FigureRow>
      <div className={classes.columns}>
        <div className={classes.main}>
          <Growth segment={segment} />
          <Members segment={segment} mayWrite={mayWrite} />
        </div>
        <div className={classes.side}>
          <Card title={t('segments.who')}>
            {definition === null ? (
              <p className={classes.told}>{t('segments.by_hand_text')}</p>
            ) : (
              <Definition say={say} definition={definition} />
            )}
          </Card>
          <Users segmentId={segmentId} />
        </div>
      </div>
      {open === 'list' && <ListDialog segment={segment} onClose={() => setOpen(undefined)} />}
      {open === 'delete' && <DeleteDialog segment={segment} onClose={() => setOpen(undefined)} />}
    </>
  )
}

/** The segments that ask for this one. */
function Users({ segmentId }: { segmentId: string }) {
  const { t } = useI18n()
  const all = useQuery(segmentsQuery).data?.segments ?? []
  const users = all.filter(({ definition }) => definition !== null && asksFor(definition, segmentId))
  return (
    <Card title={t('segments.used_by')}>
      {users.length === 0 ? (
        <p className={classes.quiet}>{t('segments.used_by_none')}</p>
      ) : (
        <ul className={classes.links}>
          {users.map((one) => (
            <li key={one.segmentId}>
              <Link to="/segments/$segmentId" params={{ segmentId: one.segmentId }}>
                <bdi>{one.name}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function asksFor(condition: Condition, segmentId: string): boolean {
  if (condition.kind === 'in_segment') return condition.segmentId === segmentId
  if (!('of' in condition)) return false
  return [condition.of].flat().some((child) => asksFor(child, segmentId))
}

function DeleteDialog({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const { segmentId, name, members } = segment
  const remove = useMutation({
    mutationFn: () => api.delete(`/segments/${segmentId}`),
    onSuccess: async () => {
      await navigate({ to: '/segments' })
      queryClient.removeQueries({ queryKey: ['segments', 'one', segmentId] })
      await queryClient.invalidateQueries({ queryKey: ['segments', 'list'] })
      toast.good(t('segments.deleted', { name }))
    },
  })
  return (
    <Dialog title={t('segments.delete_title', { name })} onClose={onClose}>
      <p>{t('segments.delete_text', { members })}</p>
      <FormProblem error={remove.error} />
      <DialogActions>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('segments.delete')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
