import { EmptyState } from '../components/EmptyState.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { useDocumentTitle } from '../components/PageHeader.tsx'
import { useI18n } from '../i18n/use-i18n.ts'

export function NotFoundPage() {
  const { t } = useI18n()
  useDocumentTitle(t('console.not_found.title'))
  return (
    <EmptyState
      isPageTitle
      title={t('console.not_found.title')}
      text={t('console.not_found.text')}
      action={<LinkButton to="/">{t('console.not_found.home')}</LinkButton>}
    />
  )
}
