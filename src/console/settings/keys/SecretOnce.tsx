import { Button } from '@mantine/core'
import { copyText } from '../../components/copy-text.ts'
import { Dialog, DialogActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'

/** A new secret, which is in this dialog and nowhere else. */
export function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useI18n()
  return (
    <Dialog title={t('settings.keys.secret_title')} onClose={onClose}>
      <div className={classes.form}>
        <p>{t('settings.keys.secret_text')}</p>
        <div className={classes.secret}>
          <code>{secret}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(secret, t('console.copied'))}>
            {t('console.copy')}
          </Button>
        </div>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{t('settings.keys.secret_kept')}</Button>
      </DialogActions>
    </Dialog>
  )
}
