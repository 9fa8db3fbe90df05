import { Link } from '@tanstack/react-router'
import type { Product } from '#contract/products'
import type { EntityColumn } from '../components/index.ts'
import type { I18n } from '../i18n/use-i18n.ts'
import { ProductSwitch } from './ProductSwitch.tsx'
import classes from './products.module.css'

/** The list's columns; the switches only for those who may change products. */
export function productColumns({ t, number, money, day }: I18n, mayWrite: boolean): EntityColumn<Product>[] {
  return [
    {
      key: 'name',
      label: t('recommendations.products.name'),
      sort: 'name',
      width: 'minmax(180px, 2.4fr)',
      phone: 'title',
      render: ({ productId, name }) => (
        <Link to="/insights/recommendations" search={{ kind: 'together', product: productId }} className={classes.name}>
          <bdi>{name ?? productId}</bdi>
          {name !== null && <bdi className={classes.id}>{productId}</bdi>}
        </Link>
      ),
    },
    {
      key: 'category',
      label: t('recommendations.products.category'),
      render: ({ category }) => <bdi>{category ?? '–'}</bdi>,
    },
    {
      key: 'price',
      label: t('recommendations.products.price'),
      sort: 'price',
      numeric: true,
      width: '84px',
      render: ({ priceMinor, currency }) =>
        priceMinor === null || currency === null ? '–' : money(priceMinor, currency),
    },
    {
      key: 'buyers',
      label: t('recommendations.products.buyers'),
      sort: 'buyers',
      numeric: true,
      width: '84px',
      render: ({ buyers }) => number(buyers),
    },
    {
      key: 'again',
      label: t('recommendations.products.again'),
      width: 'minmax(130px, 1.2fr)',
      render: ({ buyers, repeatBuyers, repeatDays }) =>
        repeatBuyers === 0 || repeatDays === null
          ? '–'
          : t('recommendations.products.again_of', {
              repeat: number(repeatBuyers),
              buyers: number(buyers),
              days: Math.round(repeatDays),
            }),
    },
    {
      key: 'seen',
      label: t('recommendations.products.seen'),
      sort: 'seen',
      width: '104px',
      phone: 'hidden',
      render: ({ lastSeenAt }) => day(lastSeenAt),
    },
    {
      key: 'stock',
      label: t('recommendations.products.in_stock'),
      width: '84px',
      render: (product) => <ProductSwitch product={product} field="inStock" mayWrite={mayWrite} />,
    },
    {
      key: 'replenishable',
      label: t('recommendations.products.replenishable'),
      help: 'recommendations.products.replenishable_help',
      width: '116px',
      render: (product) => <ProductSwitch product={product} field="replenishable" mayWrite={mayWrite} />,
    },
  ]
}
