import { Button } from '@mantine/core'
import { copyText } from '../../components/copy-text.ts'
import { Dialog, DialogActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'

/** Without a mail server the link is handed over by a person; it is shown this once. */
export function LinkDialog({ link, email, onClose }: { link: string; email: string; onClose: () => void }) {
  const { t } = useI18n()
  return (
    <Dialog title={t('people.invite.link_title')} onClose={onClose}>
      <div className={classes.form}>
        <p>{t('people.invite.link_text', { email })}</p>
        <div className={classes.secret}>
          <code>{link}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(link, t('console.copied'))}>
            {t('console.copy')}
          </Button>
        </div>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{t('people.invite.link_kept')}</Button>
      </DialogActions>
    </Dialog>
  )
}
