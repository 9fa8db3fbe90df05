import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { latinDigits, localDigits } from '#platform/i18n'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './Sentence.module.css'

/** Something that is chosen by reading it: words with choices between them. Screen readers hear the label of each choice. */
export function Sentence({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset breaks the line, and its legend would be read as a word of it.
    <div role="group" aria-label={label} className={classes.sentence}>
      {children}
    </div>
  )
}

type Choices = Extract<NativeSelectProps['data'], readonly unknown[]>[number][]

type ChoiceProps<T extends string> = {
  /** What is chosen here; heard, not seen. */
  label: string
  value: T
  /** Those with the same `group` stand together under it. */
  options: readonly { value: T; label: string; group?: string }[]
  onChange: (value: T) => void
}

/** A word of the sentence that can be another one. */
export function SentenceChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <NativeSelect
      className={classes.frame ?? ''}
      classNames={{ input: classes.choice ?? '' }}
      rightSectionWidth={26}
      aria-label={label}
      value={value}
      data={[...Map.groupBy(options, ({ group }) => group)].flatMap(([group, some]): Choices => {
        const items = some.map(({ value, label }) => ({ value, label }))
        return group === undefined ? items : [{ group, items }]
      })}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value)
        if (chosen) onChange(chosen.value)
      }}
    />
  )
}

type BlankProps = {
  label: string
  value: string
  onChange: (value: string) => void
  /** A number is a whole one, typed in any digits and told in Latin ones. */
  type?: 'number' | 'text'
  min?: number
  max?: number
  /** Words that help to write, from a closed or an open list. */
  suggestions?: readonly string[]
}

/** A gap of the sentence to write into; as wide as what stands in it. */
export function SentenceBlank({
  label,
  value,
  onChange,
  type = 'text',
  min = 0,
  max = 999_999_999,
  suggestions,
}: BlankProps) {
  const { locale } = useI18n()
  const list = useId()
  const isNumber = type === 'number'
  return (
    <>
      <input
        className={classes.blank}
        aria-label={label}
        type="text"
        inputMode={isNumber ? 'numeric' : undefined}
        value={isNumber ? localDigits(value, locale) : value}
        size={Math.max(3, value.length + 1)}
        style={{ inlineSize: `${Math.max(3, value.length + 2)}ch` }}
        {...(suggestions && { list })}
        onChange={(event) => {
          const text = event.currentTarget.value
          if (!isNumber) return onChange(text)
          const digits = latinDigits(text)
          if (/^\d{0,9}$/.test(digits)) onChange(digits)
        }}
        onBlur={() => isNumber && value !== '' && onChange(String(Math.min(Math.max(Number(value), min), max)))}
      />
      {suggestions && (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  )
}
