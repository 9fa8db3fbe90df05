import './theme/styles.ts'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Providers } from './Providers.tsx'
import { router } from './router/router.ts'
import { startLoading } from './start-loading.ts'
import { showStoredColorScheme } from './theme/color-scheme.ts'

startLoading(location.pathname)
showStoredColorScheme()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
)
