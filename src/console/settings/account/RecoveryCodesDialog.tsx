import { Button } from '@mantine/core'
import { copyText } from '../../components/copy-text.ts'
import { Dialog, DialogActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import classes from './account.module.css'

/** Ten codes, shown this once: to copy, to keep as a file, to print. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useI18n()
  return (
    <Dialog title={t('account.recovery.title')} onClose={onClose}>
      <div className={settings.form}>
        <p>{t('account.recovery.text')}</p>
        <ul className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className={settings.actions}>
          <Button variant="default" size="xs" onClick={() => void copyText(codes.join('\n'), t('console.copied'))}>
            {t('console.copy')}
          </Button>
          <Button
            component="a"
            variant="default"
            size="xs"
            download="regulars-recovery-codes.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`Regulars · ${location.host}\n\n${codes.join('\n')}\n`)}`}
          >
            {t('account.recovery.save')}
          </Button>
        </div>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{t('account.recovery.kept')}</Button>
      </DialogActions>
    </Dialog>
  )
}
