import { IconTrash } from '@tabler/icons-react'
import { useSession } from '../api/session.ts'
import { LinkButton } from '../components/LinkButton.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './ConnectionBanner.module.css'

/** Says on every page that the workspace is to go: whoever works in it has seven days to object. */
export function DeletionBanner() {
  const { t, day } = useI18n()
  const { workspace, workspaces } = useSession()
  const deletesAt = workspaces.find(({ workspaceId }) => workspaceId === workspace.workspaceId)?.deletesAt
  if (!deletesAt) return null
  return (
    <div className={classes.banner} role="status">
      <IconTrash size={20} stroke={1.7} aria-hidden />
      <p>{t('console.deletion.text', { day: day(deletesAt, 'time') })}</p>
      <LinkButton to="/settings/workspaces" variant="default" size="compact-sm">
        {t('console.deletion.look')}
      </LinkButton>
    </div>
  )
}
