import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { queryClient } from './api/query-client.ts'
import { styleNonce } from './theme/nonce.ts'
import { cssVariables, theme } from './theme/theme.ts'

const Toasts = lazy(() => import('./shell/Toasts.tsx'))

/** Everything a page needs around it: data, look, direction, toasts. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <DirectionProvider>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          getStyleNonce={styleNonce}
        >
          {children}
          <ToastsLater />
        </MantineProvider>
      </DirectionProvider>
    </QueryClientProvider>
  )
}

const afterFirstPage = 1500

/** Nothing can be said before something was done: toasts leave the first seconds to the page. Earlier ones wait for them. */
function ToastsLater() {
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), afterFirstPage)
    return () => clearTimeout(timer)
  }, [])
  return <Suspense>{wanted && <Toasts />}</Suspense>
}
