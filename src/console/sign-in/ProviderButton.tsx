import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { OidcBegin, OidcBegun } from '#contract/account'
import { api } from '../api/client.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { waysQuery } from './ways-query.ts'

/** Leads to the OpenID provider of this installation; nothing where none is set up. Needs the messages of sign_in. */
export function ProviderButton({ begin }: { begin: OidcBegin }) {
  const i18n = useI18n()
  const ways = useQuery(waysQuery)
  const go = useMutation({
    mutationFn: () => api.post<OidcBegun>('/session/oidc', begin),
    onSuccess: ({ url }) => location.assign(url),
  })
  if (!ways.data?.oidc) return null
  return (
    <>
      <Button variant="default" size="md" loading={go.isPending || go.isSuccess} onClick={() => go.mutate()}>
        {i18n.t('sign_in.with_provider', { name: ways.data.oidc })}
      </Button>
      <FormProblem error={go.error} />
    </>
  )
}
