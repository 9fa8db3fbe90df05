import { CloseButton, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FormProblem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { segmentsQuery } from '../segments/segments-query.ts'
import classes from './campaigns.module.css'

type Props = {
  label: string
  /** Names the list of those chosen. */
  heading: string
  chosen: string[]
  /** Those that stand elsewhere already. */
  without: string[]
  onChange: (chosen: string[]) => void
}

/** Segments chosen one after the other; each can be taken out again. */
export function SegmentsField({ label, heading, chosen, without, onChange }: Props) {
  const { t, number } = useI18n()
  const { data, error } = useQuery(segmentsQuery)
  const segments = data?.segments ?? []
  const free = segments.filter(({ segmentId }) => !chosen.includes(segmentId) && !without.includes(segmentId))
  const nameOf = (id: string): string => segments.find(({ segmentId }) => segmentId === id)?.name ?? '…'
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={label}
        value=""
        onChange={(event) => event.currentTarget.value !== '' && onChange([...chosen, event.currentTarget.value])}
        data={[
          { value: '', label: '–' },
          ...free.map((one) => ({ value: one.segmentId, label: `${one.name} (${number(one.members)})` })),
        ]}
      />
      {data === undefined && <FormProblem error={error} />}
      {chosen.length > 0 && (
        <ul className={classes.chips} aria-label={heading}>
          {chosen.map((id) => (
            <li key={id}>
              <bdi>{nameOf(id)}</bdi>
              <CloseButton
                size="sm"
                aria-label={t('campaigns.field.take_out', { name: nameOf(id) })}
                onClick={() => onChange(chosen.filter((one) => one !== id))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
