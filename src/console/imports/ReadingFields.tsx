import { NativeSelect, TextInput } from '@mantine/core'
import { toman } from '#contract/import-words'
import type { ImportMapping } from '#contract/imports'
import { useSession } from '../api/session.ts'
import { currencyChoices, timeZoneChoices } from '../i18n/choices.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { MappingProps } from './ColumnsStep.tsx'
import classes from './imports.module.css'

const delimiters = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  '^': 'caret',
  '~': 'tilde',
  whitespace: 'whitespace',
} as const
const encodings = [
  'utf-8',
  'utf-16le',
  'windows-1250',
  'iso-8859-2',
  'windows-1252',
  'windows-1251',
  'koi8-r',
  'windows-1256',
]
const dates = ['dmy', 'mdy', 'ymd', 'ymd-persian', 'dmy-persian', 'unix_seconds', 'unix_millis', 'excel_serial']

/** How the file is read, in plain words; every change is tried on the file at once. */
export function ReadingFields({ kind, mapping, onChange, isBusy }: MappingProps) {
  const { t, locale } = useI18n()
  const { workspace } = useSession()
  const asWorkspace = (value: string) => ({
    value: '',
    label: t('imports.as_workspace', { value: `\u2068${value}\u2069` }),
  })
  const set = (change: Partial<ImportMapping>) => onChange({ ...mapping, ...change })
  const setOptional = (name: 'currency' | 'timeZone' | 'dateFormat' | 'numberFormat', value: string) => {
    const { [name]: _before, ...rest } = mapping
    onChange(value === '' ? rest : { ...rest, [name]: value })
  }
  const withOwn = (list: readonly string[], own: string) => (list.includes(own) ? list : [own, ...list])
  const isTable = kind !== 'events'
  return (
    <fieldset className={classes.fields} disabled={isBusy} style={{ border: 0, margin: 0, padding: 0 }}>
      {isTable && (
        <>
          <NativeSelect
            label={t('imports.reading.delimiter')}
            value={mapping.delimiter}
            data={Object.entries(delimiters).map(([value, name]) => ({ value, label: t(`imports.delimiter.${name}`) }))}
            onChange={(event) => set({ delimiter: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('imports.reading.header')}
            value={mapping.hasHeader ? 'names' : 'data'}
            data={['names', 'data'].map((value) => ({ value, label: t(`imports.header.${value}`) }))}
            onChange={(event) => set({ hasHeader: event.currentTarget.value === 'names' })}
          />
          <NativeSelect
            label={t('imports.reading.encoding')}
            value={mapping.encoding}
            data={withOwn(encodings, mapping.encoding).map((value) => ({ value, label: value }))}
            onChange={(event) => set({ encoding: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('imports.reading.dates')}
            value={mapping.dateFormat ?? ''}
            data={[
              ...(mapping.dateFormat === undefined ? [{ value: '', label: t('imports.dates.unknown') }] : []),
              ...withOwn(dates, mapping.dateFormat ?? 'dmy').map((value) => ({
                value,
                label: t(`imports.dates.${value}`),
              })),
            ]}
            onChange={(event) => setOptional('dateFormat', event.currentTarget.value)}
          />
        </>
      )}
      {kind === 'orders' && (
        <>
          <NativeSelect
            label={t('imports.reading.decimal')}
            value={mapping.numberFormat ?? '.'}
            data={[
              { value: '.', label: t('imports.decimal.point') },
              { value: ',', label: t('imports.decimal.comma') },
            ]}
            onChange={(event) => setOptional('numberFormat', event.currentTarget.value)}
          />
          <NativeSelect
            label={t('imports.reading.amount_is')}
            value={mapping.amountIs}
            data={(['line', 'order'] as const).map((value) => ({ value, label: t(`imports.amount_is.${value}`) }))}
            onChange={(event) => set({ amountIs: event.currentTarget.value === 'order' ? 'order' : 'line' })}
          />
          {mapping.columns.cost !== undefined && mapping.columns.quantity !== undefined && (
            <NativeSelect
              label={t('imports.reading.cost_is')}
              value={mapping.costIs}
              data={(['piece', 'row'] as const).map((value) => ({ value, label: t(`imports.cost_is.${value}`) }))}
              onChange={(event) => set({ costIs: event.currentTarget.value === 'row' ? 'row' : 'piece' })}
            />
          )}
          <NativeSelect
            label={t('imports.reading.currency')}
            value={mapping.currency ?? ''}
            data={[
              asWorkspace(workspace.currency),
              ...(locale === 'fa' || mapping.currency === toman ? [{ value: toman, label: t('imports.toman') }] : []),
              ...currencyChoices(locale),
            ]}
            onChange={(event) => setOptional('currency', event.currentTarget.value)}
          />
        </>
      )}
      <NativeSelect
        label={t('imports.reading.time_zone')}
        value={mapping.timeZone ?? ''}
        data={[
          asWorkspace(workspace.timeZone.replaceAll('_', ' ')),
          ...timeZoneChoices(mapping.timeZone ?? workspace.timeZone),
        ]}
        onChange={(event) => setOptional('timeZone', event.currentTarget.value)}
      />
      <TextInput
        label={t('imports.reading.source')}
        defaultValue={mapping.source}
        maxLength={64}
        onBlur={(event) => {
          const source = event.currentTarget.value.trim() || 'import'
          if (source !== mapping.source) set({ source })
        }}
      />
    </fieldset>
  )
}
