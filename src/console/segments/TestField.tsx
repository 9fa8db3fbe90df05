import { CloseButton } from '@mantine/core'
import type { ValueTest } from '#contract/segments'
import { SentenceBlank, SentenceChoice } from '../components/index.ts'
import { AddButton } from './AddButton.tsx'
import { Amount, optionOf, SpanField } from './amount-fields.tsx'
import { changeTest, type TestKind, testsByKind } from './draft.ts'
import type { Say } from './say.ts'
import classes from './segments.module.css'
import { DayField, PeriodChoice } from './time-fields.tsx'

type TestFieldProps = {
  say: Say
  test: ValueTest
  onChange: (test: ValueTest) => void
  suggestions?: readonly string[]
  /** Only questions to a moment make sense here. */
  moment?: boolean
  /** Only these can be asked where it stands. */
  only?: readonly ValueTest['is'][] | undefined
}

const kinds = Object.keys(testsByKind) as TestKind[]

/** A question to one value: which, and with what it is compared. */
export function TestField({ say, test, onChange, suggestions = [], moment = false, only }: TestFieldProps) {
  const { t } = say
  const offered = moment ? (['date'] as const) : kinds
  const options = offered.flatMap((kind) =>
    testsByKind[kind]
      .filter((is) => only === undefined || (only as readonly string[]).includes(is))
      .map((is) => ({
        value: is as ValueTest['is'],
        label: optionOf(t(`segments.test.${is}`)),
        ...(!moment && { group: t(`segments.tests.${kind}`) }),
      })),
  )
  const isOffered = options.some(({ value }) => value === test.is)
  return (
    <>
      <SentenceChoice<ValueTest['is']>
        label={t('segments.compared')}
        value={test.is}
        options={isOffered ? options : [{ value: test.is, label: optionOf(t(`segments.test.${test.is}`)) }, ...options]}
        onChange={(is) => onChange(changeTest(test, is, say))}
      />
      <Compared say={say} test={test} onChange={onChange} suggestions={suggestions} />
    </>
  )
}

type ComparedProps = Pick<TestFieldProps, 'say' | 'test' | 'onChange'> & { suggestions: readonly string[] }

function Compared({ say, test, onChange, suggestions }: ComparedProps) {
  const { t } = say
  switch (test.is) {
    case 'one_of':
    case 'none_of':
      return <Values say={say} test={test} onChange={onChange} suggestions={suggestions} />
    case 'at_least':
    case 'more_than':
    case 'at_most':
    case 'less_than':
      return (
        <Amount label={t('segments.value')} value={test.value} onChange={(value) => onChange({ ...test, value })} />
      )
    case 'between':
    case 'anniversary':
      return (
        <>
          <Amount label={t('segments.from')} value={test.from} onChange={(from) => onChange({ ...test, from })} />–
          <Amount label={t('segments.to')} value={test.to} onChange={(to) => onChange({ ...test, to })} />
        </>
      )
    case 'days_from_today':
      return (
        <Amount label={t('segments.days')} value={test.days} whole onChange={(days) => onChange({ ...test, days })} />
      )
    case 'before':
    case 'after':
      return <DayField label={t('segments.day')} value={test.at} onChange={(at) => onChange({ ...test, at })} />
    case 'within_last':
    case 'longer_ago_than':
    case 'within_next':
      return <SpanField say={say} seconds={test.seconds} onChange={(seconds) => onChange({ ...test, seconds })} />
    case 'calendar':
    case 'anniversary_in':
      return <PeriodChoice say={say} within={test} onChange={onChange} />
    case 'equal':
    case 'not_equal':
    case 'includes':
    case 'excludes':
    case 'contains':
    case 'not_contains':
    case 'starts_with':
    case 'ends_with':
    case 'like':
    case 'matches':
      return (
        <SentenceBlank
          label={t('segments.value')}
          value={String(test.value)}
          suggestions={suggestions}
          onChange={(value) => onChange({ ...test, value })}
        />
      )
    default:
      return null
  }
}

type ValuesTest = Extract<ValueTest, { values: unknown }>

function Values(props: Omit<ComparedProps, 'test'> & { test: ValuesTest }) {
  const { say, test, onChange, suggestions } = props
  const { t } = say
  const { values } = test
  return (
    <>
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity; the field holds all it shows.
        <span key={at} className={classes.typed}>
          <SentenceBlank
            label={t('segments.value')}
            value={String(value)}
            suggestions={suggestions}
            onChange={(next) => onChange({ ...test, values: values.with(at, next) })}
          />
          {values.length > 1 && (
            <CloseButton
              size="sm"
              aria-label={t('segments.remove_value')}
              onClick={() => onChange({ ...test, values: values.toSpliced(at, 1) })}
            />
          )}
        </span>
      ))}
      <AddButton label={t('segments.or')} onClick={() => onChange({ ...test, values: [...values, ''] })} />
    </>
  )
}
