import { CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { PropertyTest, ValueTest } from '#contract/segments'
import { AddButton } from './AddButton.tsx'
import { NameChoice } from './name-fields.tsx'
import type { Say } from './say.ts'
import classes from './segments.module.css'
import { propertiesQuery } from './segments-query.ts'
import { TestField } from './TestField.tsx'

type PropertiesProps = {
  say: Say
  event: string
  properties: PropertyTest[]
  onChange: (properties: PropertyTest[]) => void
  /** the word before each one and on the button that adds one */
  word: string
  least?: number
  only?: readonly ValueTest['is'][]
}

/** Conditions on what one event carries. */
export function PropertiesField({ say, event, properties, onChange, word, least = 0, only }: PropertiesProps) {
  const { t } = say
  const known = useQuery(propertiesQuery(event)).data?.properties ?? []
  const change = (at: number, property: PropertyTest | undefined) =>
    onChange(properties.toSpliced(at, 1, ...(property ? [property] : [])))
  return (
    <>
      {properties.map((property, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity; their fields hold all they show.
        <Clause key={at} word={at === 0 ? word : t('segments.and')}>
          <NameChoice
            label={t('segments.which_property')}
            value={property.path}
            otherLabel={t('segments.other_name')}
            options={known.map(({ path }) => ({ value: path, label: path }))}
            onChange={(path) => change(at, { ...property, path })}
          />
          <TestField
            say={say}
            test={property.test}
            only={only}
            suggestions={known.find(({ path }) => path === property.path)?.values ?? []}
            onChange={(test) => change(at, { ...property, test })}
          />
          {properties.length > least && (
            <CloseButton size="sm" aria-label={t('segments.remove_property')} onClick={() => change(at, undefined)} />
          )}
        </Clause>
      ))}
      <AddButton
        onClick={() => onChange([...properties, { path: '', test: { is: 'equal', value: '' } }])}
        label={properties.length === 0 ? word : t('segments.and')}
      />
    </>
  )
}

function Clause({ word, children }: { word: string; children: ReactNode }) {
  return (
    <span className={classes.clause}>
      <span className={classes.word}>{word.trim()}</span> {children}
    </span>
  )
}
