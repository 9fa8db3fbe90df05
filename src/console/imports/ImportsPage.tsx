import { PageHeader } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

export function ImportsPage() {
  const { t } = useI18n()
  return <PageHeader title={t('console.nav.imports')} />
}
