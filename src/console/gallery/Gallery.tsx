import { Button, useMantineColorScheme } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Card, EmptyState, FilterChip, PageHeader, Segmented } from '../components/index.ts'
import { languages } from '../i18n/languages.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Drawings } from './Drawings.tsx'
import { Fields } from './Fields.tsx'
import { Figures } from './Figures.tsx'
import classes from './gallery.module.css'
import { Tables } from './Tables.tsx'
import { Work } from './Work.tsx'

/** The components by what they are for. */
export function Gallery() {
  const { locale, setLocale } = useI18n()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [scheme, setScheme] = useState(colorScheme)
  return (
    <main className={classes.gallery}>
      <PageHeader
        title="Gallery"
        subtitle="Our components over Mantine, in their states. New pages are composed of these."
        actions={
          <>
            <Segmented
              label="Language"
              value={locale}
              options={languages.map((language) => ({ value: language.locale, label: language.name }))}
              onChange={(next) => void setLocale(next)}
            />
            <Segmented
              label="Look"
              value={scheme}
              options={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: value }))}
              onChange={(next) => {
                setScheme(next)
                setColorScheme(next)
              }}
            />
          </>
        }
      />
      <Figures />
      <Drawings />
      <Tables />
      <Fields />
      <Work />
      <Shelf title="Empty" note="Why there is nothing, and the one next step.">
        <Card>
          <EmptyState title="No customers yet" text="Bring your orders." action={<Button>Import</Button>} />
        </Card>
        <div className={classes.row}>
          <FilterChip active onClick={() => {}} count="12">
            Late
          </FilterChip>
          <FilterChip active={false} onClick={() => {}}>
            New
          </FilterChip>
        </div>
      </Shelf>
    </main>
  )
}

export function Shelf({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className={classes.shelf} aria-label={title}>
      <h2>{title}</h2>
      <p className={classes.note}>{note}</p>
      {children}
    </section>
  )
}
