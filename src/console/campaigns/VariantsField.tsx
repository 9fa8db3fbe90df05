import { ActionIcon, Button, Group, NativeSelect, TextInput } from '@mantine/core'
import '@mantine/core/styles/Group.layer.css'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { FieldPair, FormProblem, LinkButton, NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './campaigns.module.css'
import { templatesQuery } from './campaigns-query.ts'
import { addVariant, type Draft, evenly, mostVariants } from './draft.ts'

type Props = { draft: Draft; set: (change: Partial<Draft>) => void }

/** The message, or several of which chance picks one for each person. */
export function VariantsField({ draft, set }: Props) {
  const { t } = useI18n()
  const { data, error } = useQuery(templatesQuery)
  const templates = data?.templates ?? []
  const { variants } = draft
  const nameOf = (letter: string): string => t('campaigns.arm.variant', { letter })
  const change = (key: string, changed: Partial<Draft['variants'][number]>) =>
    set({ variants: variants.map((one) => (one.key === key ? { ...one, ...changed } : one)) })
  const choices = [
    { value: '', label: '–' },
    ...templates.map(({ templateId, name }) => ({ value: templateId, label: name })),
  ]
  return (
    <div className={classes.fields}>
      <ul className={classes.variants}>
        {variants.map(({ key, name, templateId, share }) => (
          <li key={key}>
            {variants.length > 1 && (
              <TextInput
                label={t('campaigns.field.variant_name')}
                dir="auto"
                maxLength={80}
                value={name}
                onChange={(event) => change(key, { name: event.currentTarget.value })}
              />
            )}
            <NativeSelect
              label={t('campaigns.field.template')}
              value={templateId}
              onChange={(event) => change(key, { templateId: event.currentTarget.value })}
              data={choices}
            />
            {variants.length > 1 && (
              <>
                <NumberField
                  label={t('campaigns.field.share')}
                  value={share}
                  min={1}
                  max={100}
                  whole
                  unit="%"
                  onChange={(number) => change(key, { share: number })}
                />
                <ActionIcon
                  variant="subtle"
                  aria-label={t('campaigns.field.take_out', { name })}
                  onClick={() => set({ variants: evenly(variants.filter((one) => one.key !== key)) })}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </>
            )}
          </li>
        ))}
      </ul>
      {data === undefined && <FormProblem error={error} />}
      <Group gap="sm">
        {variants.length < mostVariants && (
          <Button variant="default" onClick={() => set({ variants: addVariant(variants, nameOf) })}>
            {t('campaigns.field.add_variant')}
          </Button>
        )}
        <LinkButton
          to="/messages/templates/$templateId"
          params={{ templateId: 'new' }}
          target="_blank"
          variant="subtle"
          size="compact-sm"
        >
          {t('campaigns.field.new_message')}
        </LinkButton>
      </Group>
      {variants.length > 1 && <WinnerFields draft={draft} set={set} />}
    </div>
  )
}

function WinnerFields({ draft, set }: Props) {
  const { t } = useI18n()
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.winner')}
        value={draft.winner}
        onChange={(event) => set({ winner: event.currentTarget.value as Draft['winner'] })}
        data={(['none', 'clicks', 'goal'] as const).map((value) => ({ value, label: t(`campaigns.winner.${value}`) }))}
      />
      {draft.winner !== 'none' && (
        <FieldPair>
          <NumberField
            label={t('campaigns.field.test_share')}
            value={draft.testShare}
            min={5}
            max={80}
            whole
            unit="%"
            onChange={(testShare) => set({ testShare })}
          />
          <NumberField
            label={t('campaigns.field.hours')}
            value={draft.hours}
            min={1}
            max={168}
            whole
            unit={t('campaigns.field.hours_unit')}
            onChange={(hours) => set({ hours })}
          />
        </FieldPair>
      )}
    </>
  )
}
