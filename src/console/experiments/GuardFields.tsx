import { Button, NativeSelect } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { FieldGroup } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { emptyGuard, type Guard } from './draft.ts'
import classes from './experiments.module.css'
import { MeasuredFields } from './MeasuredFields.tsx'

const most = 4

/** What is watched beside the goal, so that nothing is won at the expense of something else. */
export function GuardFields({ guards, onChange }: { guards: Guard[]; onChange: (guards: Guard[]) => void }) {
  const { t, number } = useI18n()
  const change = (id: string, next: Partial<Guard>) =>
    onChange(guards.map((guard) => (guard.id === id ? { ...guard, ...next } : guard)))
  return (
    <div className={classes.fields}>
      {guards.map((guard, i) => (
        <FieldGroup key={guard.id} legend={t('experiments.guard.nth', { n: number(i + 1) })}>
          <MeasuredFields measured={guard} onChange={(next) => change(guard.id, next)}>
            <NativeSelect
              label={t('experiments.guard.harm')}
              value={guard.harm}
              onChange={(event) => change(guard.id, { harm: event.currentTarget.value as Guard['harm'] })}
              data={(['more', 'less'] as const).map((value) => ({ value, label: t(`experiments.wanted.${value}`) }))}
            />
          </MeasuredFields>
          <div>
            <Button
              variant="default"
              size="xs"
              onClick={() => onChange(guards.filter(({ id }) => id !== guard.id))}
              aria-label={t('experiments.guard.remove_nth', { n: number(i + 1) })}
            >
              {t('experiments.guard.remove')}
            </Button>
          </div>
        </FieldGroup>
      ))}
      {guards.length < most && (
        <div className={classes.line}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...guards, emptyGuard()])}
          >
            {t('experiments.guard.add')}
          </Button>
        </div>
      )}
    </div>
  )
}
