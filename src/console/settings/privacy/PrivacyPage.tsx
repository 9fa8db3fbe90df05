import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { ErasureList } from './ErasureList.tsx'
import { RetentionForm } from './RetentionForm.tsx'

/** How long things are kept, and who was forgotten. */
export function PrivacyPage() {
  const { t } = useI18n()
  const { role } = useSession()
  useDocumentTitle(t('privacy.title'))
  return (
    <div className={classes.page}>
      <p className={classes.note}>{t('privacy.intro')}</p>
      <RetentionForm mayChange={roleMay(role, 'privacy:write')} />
      <ErasureList />
    </div>
  )
}
