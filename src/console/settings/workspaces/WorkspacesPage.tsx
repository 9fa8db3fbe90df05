import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { OwnWorkspace } from '#contract/people'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Badge, Card, Dialog, DialogActions, FormProblem, toast, useDocumentTitle } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { switchWorkspace } from '../../shell/switch-workspace.ts'
import people from '../people/people.module.css'
import classes from '../settings.module.css'
import { CreateWorkspaceDialog } from './CreateWorkspaceDialog.tsx'
import { DeletionCard } from './DeletionCard.tsx'

/** Where somebody belongs, how to get there, and how to leave or end it. */
export function WorkspacesPage() {
  const { t } = useI18n()
  const { workspaces, role } = useSession()
  const [open, setOpen] = useState<'create' | 'leave'>()
  useDocumentTitle(t('settings.views.workspaces'))
  const mayCreate = workspaces.some((one) => one.role === 'owner')
  const close = () => setOpen(undefined)
  return (
    <div className={classes.page}>
      <Card
        title={t('people.workspaces.title')}
        subtitle={t('people.workspaces.subtitle')}
        flush
        aside={
          mayCreate && (
            <Button size="xs" onClick={() => setOpen('create')}>
              {t('people.workspaces.create')}
            </Button>
          )
        }
      >
        <ul className={classes.keys}>
          {workspaces.map((workspace) => (
            <WorkspaceRow key={workspace.workspaceId} workspace={workspace} onLeave={() => setOpen('leave')} />
          ))}
        </ul>
      </Card>
      {roleMay(role, 'workspace:delete') && <DeletionCard />}
      {open === 'create' && <CreateWorkspaceDialog onClose={close} />}
      {open === 'leave' && <LeaveDialog onClose={close} />}
    </div>
  )
}

function WorkspaceRow({ workspace, onLeave }: { workspace: OwnWorkspace; onLeave: () => void }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const current = useSession().workspace.workspaceId
  const { workspaceId, name, role, deletesAt } = workspace
  const open = useMutation({
    mutationFn: () => switchWorkspace(workspaceId),
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <li className={people.member}>
      <div className={classes.keyWords}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        {workspaceId === current && <Badge tone="good">{t('people.workspaces.current')}</Badge>}
        <p className={classes.note}>
          {t(`people.role.${role}`)}
          {deletesAt !== null && <> · {t('people.delete.scheduled', { day: day(deletesAt) })}</>}
        </p>
      </div>
      {workspaceId === current ? (
        <Button variant="default" size="xs" onClick={onLeave}>
          {t('people.leave.action')}
        </Button>
      ) : (
        <Button
          variant="default"
          size="xs"
          loading={open.isPending}
          onClick={() => open.mutate()}
          aria-label={t('people.workspaces.open_one', { name })}
        >
          {t('people.workspaces.open')}
        </Button>
      )}
    </li>
  )
}

function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const { workspace } = useSession()
  const leave = useMutation({
    mutationFn: () => api.post<void>('/workspace/leaving'),
    onSuccess: () => location.assign('/'),
  })
  return (
    <Dialog title={t('people.leave.title', { workspace: workspace.name })} onClose={onClose}>
      <p>{t('people.leave.text')}</p>
      <FormProblem error={leave.error} />
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={leave.isPending} onClick={() => leave.mutate()}>
          {t('people.leave.action')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
