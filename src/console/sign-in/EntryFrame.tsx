import '@mantine/core/styles/PasswordInput.layer.css'
import { NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { isLocale } from '#platform/i18n'
import { useDocumentTitle } from '../components/index.ts'
import { chooseLocale } from '../i18n/choose-locale.ts'
import { languages } from '../i18n/languages.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Mark } from '../shell/Brand.tsx'
import classes from './EntryFrame.module.css'

/** The page before the console: one sheet in the middle, the language beside it. */
export function EntryFrame({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const { t, locale } = useI18n()
  useDocumentTitle(title)
  return (
    <div className={classes.page}>
      <header className={classes.brand}>
        <Mark size={30} />
        <span translate="no">Regulars</span>
      </header>
      <main className={classes.sheet}>
        <h1>{title}</h1>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </main>
      <footer>
        <NativeSelect
          size="sm"
          variant="unstyled"
          aria-label={t('console.menu.language')}
          value={locale}
          onChange={(event) => isLocale(event.currentTarget.value) && void chooseLocale(event.currentTarget.value)}
          data={languages.map((language) => ({ value: language.locale, label: language.name }))}
        />
      </footer>
    </div>
  )
}
