import { Dialog } from '../components/Dialog.tsx'
import { useShownShortcuts } from '../components/page-shortcuts.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './ShortcutList.module.css'
import { useNavigation } from './use-navigation.ts'

type Row = { keys: readonly string[]; text: string }

/** What the keyboard can do: on this page first, then everywhere. */
export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const here = useShownShortcuts().map(({ keys, text }) => ({ keys, text: t(text) }))
  const pages = useNavigation()
    .flat()
    .map(({ key, label }) => ({ keys: ['g', key], text: t('console.shortcuts.go_to', { page: t(label) }) }))
  const everywhere = [
    { keys: ['Ctrl', 'K'], text: t('console.shortcuts.find') },
    { keys: ['/'], text: t('console.shortcuts.search') },
    { keys: ['?'], text: t('console.shortcuts.list') },
    { keys: ['Esc'], text: t('console.shortcuts.close') },
  ]
  return (
    <Dialog title={t('console.shortcuts.title')} onClose={onClose}>
      {here.length > 0 && <Shortcuts title={t('console.shortcuts.here')} rows={here} />}
      <Shortcuts title={t('console.shortcuts.everywhere')} rows={everywhere} />
      <Shortcuts title={t('console.finder.pages')} rows={pages} />
    </Dialog>
  )
}

function Shortcuts({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <section className={classes.group} aria-label={title}>
      <h3>{title}</h3>
      <dl className={classes.list}>
        {rows.map(({ keys, text }) => (
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
    </section>
  )
}
