import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { Card, FilterBar, Loading, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ProductLines } from './ProductLines.tsx'
import { type PreviewKind, type PreviewSearch, personKinds, previewKinds, productKinds } from './preview-search.ts'
import classes from './recommendations.module.css'
import { foundCustomersQuery, foundProductsQuery, previewQuery } from './recommendations-query.ts'

const route = getRouteApi('/shell/insights/recommendations')
const shown = 6

/** The answer for somebody, or beside a product, as a page or a message would get it. */
export function PreviewCard() {
  const { t } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (next: PreviewSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false })
  const kind = search.kind ?? 'for_you'
  const asks = personKinds.includes(kind) ? 'customer' : productKinds.includes(kind) ? 'product' : undefined
  return (
    <Card title={t('recommendations.preview.title')} subtitle={t('recommendations.preview.subtitle')}>
      <div className={classes.tools}>
        <NativeSelect
          size="sm"
          aria-label={t('recommendations.preview.kind')}
          value={kind}
          onChange={(event) => change({ kind: event.currentTarget.value as PreviewKind })}
          data={previewKinds.map((value) => ({ value, label: t(`recommendations.kind.${value}`) }))}
        />
        {asks && <Choice key={asks} what={asks} search={search} onChange={change} />}
      </div>
      <Answer search={search} waits={asks === 'product' && search.product === undefined} />
    </Card>
  )
}

type ChoiceProps = { what: 'customer' | 'product'; search: PreviewSearch; onChange: (next: PreviewSearch) => void }

/** Somebody is found by name; the first ones stand ready. */
function Choice({ what, search, onChange }: ChoiceProps) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const customers = useQuery({ ...foundCustomersQuery(text), enabled: what === 'customer' })
  const products = useQuery({ ...foundProductsQuery(text), enabled: what === 'product' })
  const found =
    what === 'customer'
      ? (customers.data?.customers.map(({ customerId, name, email, externalId }) => ({
          value: customerId,
          label: name ?? email ?? externalId ?? customerId.slice(-8),
        })) ?? [])
      : (products.data?.products.map(({ productId, name }) => ({ value: productId, label: name ?? productId })) ?? [])
  const chosen = search[what]
  const isListed = chosen === undefined || found.some(({ value }) => value === chosen)
  return (
    <>
      <FilterBar search={{ label: t(`recommendations.preview.find_${what}`), value: text, onChange: setText }} />
      <NativeSelect
        size="sm"
        aria-label={t(`recommendations.preview.${what}`)}
        value={chosen ?? ''}
        onChange={(event) => onChange({ [what]: event.currentTarget.value || undefined })}
        data={[
          {
            value: '',
            label: t(what === 'customer' ? 'recommendations.preview.newcomer' : 'recommendations.preview.choose'),
          },
          ...(isListed ? [] : [{ value: chosen, label: t('recommendations.preview.chosen') }]),
          ...found,
        ]}
      />
    </>
  )
}

function Answer({ search, waits }: { search: PreviewSearch; waits: boolean }) {
  const { t } = useI18n()
  const { kind, customer, product } = search
  const isPerson = personKinds.includes(kind ?? 'for_you')
  const asked: PreviewSearch = { kind, ...(isPerson ? { customer } : { product }) }
  const answer = useQuery({ ...previewQuery(asked, shown), enabled: !waits })
  if (waits) return <p className={classes.quiet}>{t('recommendations.preview.choose_first')}</p>
  if (answer.data === undefined)
    return answer.isError ? (
      <Problem error={answer.error} onRetry={() => void answer.refetch()} />
    ) : (
      <Loading lines={5} />
    )
  if (answer.data.products.length === 0) return <p className={classes.quiet}>{t('recommendations.preview.nothing')}</p>
  return <ProductLines products={answer.data.products} />
}
