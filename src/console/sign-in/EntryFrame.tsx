import '@mantine/core/styles/PasswordInput.layer.css'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import type { EntryBrand } from '#contract/brand'
import { isLocale } from '#platform/i18n'
import { useDocumentTitle } from '../components/PageHeader.tsx'
import { chooseLocale } from '../i18n/choose-locale.ts'
import { languages } from '../i18n/languages.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Mark } from '../shell/Brand.tsx'
import classes from './EntryFrame.module.css'
import { waysQuery } from './ways-query.ts'

type EntryFrameProps = {
  title: string
  text?: ReactNode
  children: ReactNode
  /** Whose page this is when the page knows better: an invitation says it. Otherwise the only workspace's. */
  brand?: EntryBrand | undefined
}

/** The page before the console: one sheet in the middle in the look of the business, the language beside it. */
export function EntryFrame({ title, text, children, brand }: EntryFrameProps) {
  const { t, locale } = useI18n()
  const ways = useQuery({ ...waysQuery, enabled: brand === undefined })
  const shown = brand ?? ways.data?.brand ?? undefined
  const page = useRef<HTMLDivElement>(null)
  const colour = shown?.colour
  // Through the object model: the content security policy allows no style attributes.
  useEffect(() => {
    if (colour) page.current?.style.setProperty('--brand', colour)
    else page.current?.style.removeProperty('--brand')
  }, [colour])
  useDocumentTitle(title)
  return (
    <div ref={page} className={classes.page} data-branded={shown !== undefined || undefined}>
      <header className={classes.brand}>{shown ? <Sign brand={shown} /> : !ways.isLoading && <Product />}</header>
      <main className={classes.sheet}>
        <h1>{title}</h1>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </main>
      <footer className={classes.foot}>
        {shown && (
          <span className={classes.product} translate="no">
            <Mark size={16} /> Regulars
          </span>
        )}
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

function Sign({ brand: { name, logoUrl } }: { brand: EntryBrand }) {
  if (logoUrl !== null) return <img className={classes.logo} src={logoUrl} alt={name} />
  return <bdi className={classes.name}>{name}</bdi>
}

function Product() {
  return (
    <>
      <Mark size={30} />
      <span translate="no">Regulars</span>
    </>
  )
}
