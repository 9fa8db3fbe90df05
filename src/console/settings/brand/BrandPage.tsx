import { useQuery } from '@tanstack/react-query'
import type { Brand } from '#contract/brand'
import { api } from '../../api/client.ts'
import { Card, Loading, Problem, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { BrandForm } from './BrandForm.tsx'
import { brandQueryKey } from './brand-query-key.ts'

/** Name, colours, logo, voice and address: how every message and every page for customers looks. */
export function BrandPage() {
  const { t } = useI18n()
  const brand = useQuery({
    queryKey: brandQueryKey,
    queryFn: ({ signal }) => api.get<Brand>('/brand', undefined, signal),
  })
  useDocumentTitle(t('settings.views.brand'))
  if (brand.data) return <BrandForm brand={brand.data} />
  return (
    <div className={classes.page}>
      <Card title={t('brand.title')}>
        {brand.error ? <Problem error={brand.error} onRetry={() => void brand.refetch()} /> : <Loading lines={5} />}
      </Card>
    </div>
  )
}
