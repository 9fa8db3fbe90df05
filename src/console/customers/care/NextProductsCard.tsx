import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Card, Loading, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ProductLines } from '../../insights/recommendations/ProductLines.tsx'
import { previewQuery } from '../../insights/recommendations/recommendations-query.ts'
import classes from './care.module.css'

const shown = 4

/** What to offer this customer next, with the reason for each. */
export function NextProductsCard({ customerId }: { customerId: string }) {
  const { t } = useI18n()
  const answer = useQuery(previewQuery({ kind: 'for_you', customer: customerId }, shown))
  const isKnown = answer.data !== undefined && answer.data.customerId !== null
  return (
    <Card
      title={t('recommendations.customer.title')}
      subtitle={answer.data && !isKnown && answer.data.products.length > 0 && t('recommendations.customer.newcomer')}
      aside={
        <Link to="/insights/recommendations" search={{ customer: customerId }}>
          {t('recommendations.customer.more')}
        </Link>
      }
    >
      {answer.data === undefined ? (
        answer.isError ? (
          <Problem error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <Loading lines={3} />
        )
      ) : answer.data.products.length === 0 ? (
        <p className={classes.empty}>{t('recommendations.customer.empty')}</p>
      ) : (
        <ProductLines products={answer.data.products} />
      )}
    </Card>
  )
}
