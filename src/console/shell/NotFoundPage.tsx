import { EmptyState } from '../components/EmptyState.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { useI18n } from '../i18n/use-i18n.ts'

export function NotFoundPage() {
  const { t } = useI18n()
  return (
    <EmptyState
      title={t('console.not_found.title')}
      text={t('console.not_found.text')}
      action={<LinkButton to="/">{t('console.not_found.home')}</LinkButton>}
    />
  )
}
