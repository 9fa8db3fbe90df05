import type { RecommendedProduct } from '#contract/recommendations'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './recommendations.module.css'

/** Products with the reason for each. Pictures are the shop's, from elsewhere, and so are not fetched here. */
export function ProductLines({ products }: { products: readonly RecommendedProduct[] }) {
  const { money } = useI18n()
  return (
    <ol className={classes.lines}>
      {products.map((product) => (
        <li key={product.productId}>
          <span className={classes.sign} aria-hidden>
            {[...product.name][0]}
          </span>
          <span className={classes.words}>
            <bdi className={classes.name}>{product.name}</bdi>
            <span className={classes.quiet}>{product.reason.text}</span>
          </span>
          {product.priceMinor !== null && product.currency !== null && (
            <span className={classes.price}>{money(product.priceMinor, product.currency)}</span>
          )}
        </li>
      ))}
    </ol>
  )
}
