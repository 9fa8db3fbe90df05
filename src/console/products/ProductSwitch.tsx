import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Switch.layer.css'
import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Product, PutProductsAnswer } from '#contract/products'
import { api } from '../api/client.ts'
import { toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type SwitchProps = { product: Product; field: 'inStock' | 'replenishable'; mayWrite: boolean }

/** Whether a product is there, or is bought again and again; changed at once, the same way back. */
export function ProductSwitch({ product, field, mayWrite }: SwitchProps) {
  const { t } = useI18n()
  const client = useQueryClient()
  const { productId, name } = product
  const save = useMutation({
    mutationFn: (wanted: boolean) =>
      api.put<PutProductsAnswer>('/products', { products: [{ productId, [field]: wanted }] }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['products'] }),
    onError: () => toast.bad(t('recommendations.products.not_saved')),
  })
  const isOn = save.isPending ? save.variables : product[field]
  if (!mayWrite) return <>{t(isOn ? 'recommendations.products.yes' : 'recommendations.products.no')}</>
  return (
    <Switch
      size="sm"
      checked={isOn}
      aria-label={t(
        field === 'inStock' ? 'recommendations.products.switch_stock' : 'recommendations.products.switch_again',
        {
          product: name ?? productId,
        },
      )}
      onChange={(event) => save.mutate(event.currentTarget.checked)}
    />
  )
}
