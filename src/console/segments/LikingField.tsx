import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ProductPage } from '#contract/products'
import { likings } from '#contract/segment-words'
import type { Condition } from '#contract/segments'
import { api } from '../api/client.ts'
import { SentenceBlank, SentenceChoice } from '../components/index.ts'
import type { Say } from './say.ts'

type Liking = Extract<Condition, { kind: 'would_like' }>
type LikingFieldProps = { say: Say; leaf: Liking; onChange: (leaf: Liking) => void }

/** A product, or a category, that is among what somebody would most likely want next; the shop's own are offered while typing. */
export function LikingField({ say, leaf, onChange }: LikingFieldProps) {
  const { t } = say
  const [search] = useDebouncedValue(leaf.what === 'product' ? leaf.value.trim() : '', 150)
  const { data } = useQuery({
    queryKey: ['products', 'suggested', search],
    queryFn: ({ signal }) => api.get<ProductPage>('/products', { ...(search !== '' && { search }), limit: 30 }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const suggestions =
    leaf.what === 'category'
      ? data?.categories.map(({ category }) => category)
      : data?.products.map(({ name, productId }) => name ?? productId)
  return (
    <>
      <span>{t('segments.would_like')}</span>
      <SentenceChoice
        label={t('segments.which_liking')}
        value={leaf.what}
        options={likings.map((value) => ({ value, label: t(`segments.liking.${value}`) }))}
        onChange={(what) => onChange({ ...leaf, what, value: '' })}
      />
      <SentenceBlank
        label={t('segments.value')}
        value={leaf.value}
        suggestions={[...new Set(suggestions)]}
        onChange={(value) => onChange({ ...leaf, value })}
      />
    </>
  )
}
