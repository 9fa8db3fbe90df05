import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSession } from '../api/session.ts'
import { traitName } from '../customers/list/trait-words.ts'
import { traitDefinitionsQuery } from '../customers/list/traits-query.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { Say } from './say.ts'
import { segmentsQuery } from './segments-query.ts'

/** All that sentences about conditions are made of. */
export function useSay(): Say {
  const i18n = useI18n()
  const { currency } = useSession().workspace
  const segments = useQuery(segmentsQuery).data?.segments
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions
  return useMemo(
    () => ({
      ...i18n,
      names: {
        currency,
        segment: (id) => segments?.find(({ segmentId }) => segmentId === id)?.name ?? '…',
        trait: (path) => traitName(i18n.t, path, definitions),
      },
    }),
    [i18n, currency, segments, definitions],
  )
}
