import { Link } from '@tanstack/react-router'
import type { ProductState } from '#contract/products'
import type { ModelReport, RecommendationStatus } from '#contract/recommendations'
import { Card, LinkButton } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './recommendations.module.css'

type Catalogue = RecommendationStatus['catalogue']

const gaps = [
  ['without_image', 'withoutImage'],
  ['without_category', 'withoutCategory'],
  ['without_url', 'withoutUrl'],
  ['without_price', 'withoutPrice'],
  ['without_name', 'withoutName'],
  ['out_of_stock', 'outOfStock'],
  ['replenishable', 'replenishable'],
] as const satisfies readonly (readonly [ProductState, keyof Catalogue])[]

/** What the catalogue lacks so that a recommendation can be shown well; each line leads to those products. */
export function CatalogueCard({ catalogue, report }: { catalogue: Catalogue; report: ModelReport | undefined }) {
  const { t, number } = useI18n()
  return (
    <Card
      title={t('recommendations.catalogue.title')}
      subtitle={t('recommendations.catalogue.subtitle', { products: catalogue.products })}
      aside={
        <LinkButton to="/products" variant="default" size="xs">
          {t('recommendations.catalogue.all')}
        </LinkButton>
      }
    >
      {report && (
        <p className={classes.quiet}>
          {t('recommendations.catalogue.covered', {
            together: number(report.covered.together),
            similar: number(report.covered.similar),
          })}
        </p>
      )}
      <ul className={classes.gaps}>
        {gaps
          .filter(([, count]) => catalogue[count] > 0)
          .map(([state, count]) => (
            <li key={state}>
              <Link to="/products" search={{ state }}>
                {t(`recommendations.state.${state}`)}
              </Link>
              <span>{number(catalogue[count])}</span>
            </li>
          ))}
      </ul>
    </Card>
  )
}
