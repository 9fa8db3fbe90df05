import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TraitDefinition, TraitSuggestion } from '#contract/customer-edits'
import { loyaltyTraits } from '#contract/loyalty-words'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Card, EmptyState, Loading, Problem, toast, useDocumentTitle } from '../../components/index.ts'
import { traitSuggestionsQuery } from '../../customers/list/traits-query.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settingsClasses from '../settings.module.css'
import { TraitDialog } from './TraitDialog.tsx'
import classes from './traits.module.css'

type Asked = { definition?: TraitDefinition; suggestion?: TraitSuggestion }

export const refreshTraits = () => queryClient.invalidateQueries({ queryKey: ['trait-definitions'] })

/** What a shop knows of its customers beyond name and address: names, kinds and choices, and what the data suggests. */
export function TraitsPage() {
  const { t } = useI18n()
  const traits = useQuery(traitSuggestionsQuery)
  const [asked, setAsked] = useState<Asked>()
  useDocumentTitle(t('settings.views.traits'))
  const { definitions = [], suggestions: found = [], looked = 0 } = traits.data ?? {}
  // What memberships tell has words and a kind already.
  const suggestions = found.filter(({ trait }) => !(loyaltyTraits as readonly string[]).includes(trait))
  return (
    <div className={settingsClasses.page}>
      <Card
        title={t('traits.defined')}
        subtitle={t('traits.defined_subtitle')}
        flush
        aside={
          <Button size="xs" onClick={() => setAsked({})}>
            {t('traits.add')}
          </Button>
        }
      >
        {traits.data === undefined ? (
          traits.error ? (
            <Problem error={traits.error} onRetry={() => void traits.refetch()} />
          ) : (
            <Loading lines={4} />
          )
        ) : definitions.length === 0 ? (
          <EmptyState title={t('traits.empty')} text={t('traits.empty_text')} />
        ) : (
          <ul className={classes.traits}>
            {definitions.map((one) => (
              <Defined key={one.trait} definition={one} onEdit={() => setAsked({ definition: one })} />
            ))}
          </ul>
        )}
      </Card>
      {suggestions.length > 0 && (
        <Card title={t('traits.suggested')} subtitle={t('traits.suggested_subtitle', { looked })} flush>
          <ul className={classes.traits}>
            {suggestions.map((one) => (
              <li key={one.trait}>
                <div>
                  <b>
                    <bdi>{one.trait}</bdi>
                  </b>
                  <span className={classes.kind}>{t(`traits.kind.${one.kind}`)}</span>
                  <small>
                    {t('traits.of_customers', { customers: one.customers })} · <bdi>{one.examples.join(', ')}</bdi>
                  </small>
                </div>
                <Button size="xs" variant="default" onClick={() => setAsked({ suggestion: one })}>
                  {t('traits.define')}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {asked && <TraitDialog {...asked} onClose={() => setAsked(undefined)} />}
    </div>
  )
}

function Defined({ definition, onEdit }: { definition: TraitDefinition; onEdit: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const remove = useMutation({
    mutationFn: () => api.delete(`/trait-definitions/${encodeURIComponent(definition.trait)}`),
    onSuccess: async () => {
      await refreshTraits()
      const back = () => api.post('/trait-definitions', definition).then(refreshTraits)
      toast.undo(t('traits.removed', { label: definition.label }), t('console.undo'), () => void back())
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <li>
      <div>
        <b>
          <bdi>{definition.label}</bdi>
        </b>
        <span className={classes.kind}>{t(`traits.kind.${definition.kind}`)}</span>
        <small>
          <bdi>{definition.trait}</bdi>
          {definition.options.length > 0 && (
            <>
              {' · '}
              <bdi>{definition.options.join(', ')}</bdi>
            </>
          )}
        </small>
        {definition.help && <small>{definition.help}</small>}
      </div>
      <Button size="xs" variant="default" onClick={onEdit}>
        {t('traits.edit')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate()}>
        {t('traits.remove')}
      </Button>
    </li>
  )
}
