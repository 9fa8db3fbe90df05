import { IconChartAreaLine } from '@tabler/icons-react'
import { Card, EmptyState, LinkButton } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

/** Without orders there is nothing to report, nor to learn from: they come first. */
export function NoOrders() {
  const { t } = useI18n()
  return (
    <Card>
      <EmptyState
        icon={<IconChartAreaLine aria-hidden />}
        title={t('insights.no_orders.title')}
        text={t('insights.no_orders.text')}
        action={<LinkButton to="/imports">{t('insights.no_orders.action')}</LinkButton>}
      />
    </Card>
  )
}
