import { NativeSelect } from '@mantine/core'
import { DateInput, FieldPair, NumberField, TimeField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './campaigns.module.css'
import type { Draft } from './draft.ts'

/** When it goes out, and how fast at most. */
export function WhenFields({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const { t } = useI18n()
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('campaigns.field.when')}
        value={draft.when}
        onChange={(event) => set({ when: event.currentTarget.value as Draft['when'] })}
        data={(['now', 'at', 'local'] as const).map((value) => ({ value, label: t(`campaigns.when.${value}`) }))}
      />
      {draft.when !== 'now' && (
        <FieldPair>
          <DateInput label={t('campaigns.field.day')} value={draft.day} onChange={(day) => set({ day })} />
          <TimeField label={t('campaigns.field.time')} value={draft.time} onChange={(time) => set({ time })} />
        </FieldPair>
      )}
      <NumberField
        label={t('campaigns.field.per_hour')}
        value={draft.perHour}
        min={1}
        max={10_000_000}
        whole
        onChange={(perHour) => set({ perHour })}
      />
    </div>
  )
}
