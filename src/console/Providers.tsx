import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense } from 'react'
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
          <Suspense>
            <Toasts />
          </Suspense>
        </MantineProvider>
      </DirectionProvider>
    </QueryClientProvider>
  )
}
