import { Dialog } from '../components/Dialog.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { navigation } from './navigation.ts'
import classes from './ShortcutList.module.css'

export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const shortcuts: { keys: string[]; text: string }[] = [
    { keys: ['Ctrl', 'K'], text: t('console.shortcuts.find') },
    { keys: ['/'], text: t('console.shortcuts.search') },
    { keys: ['?'], text: t('console.shortcuts.list') },
    { keys: ['↑', '↓'], text: t('console.shortcuts.rows') },
    { keys: ['Enter'], text: t('console.shortcuts.open') },
    ...navigation.map(({ key, label }) => ({
      keys: ['g', key],
      text: t('console.shortcuts.go_to', { page: t(label) }),
    })),
  ]
  return (
    <Dialog title={t('console.shortcuts.title')} onClose={onClose}>
      <dl className={classes.list}>
        {shortcuts.map(({ keys, text }) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
