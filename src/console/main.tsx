import './theme/styles.ts'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Providers } from './Providers.tsx'
import { router } from './router/router.ts'
import { startLoading } from './start-loading.ts'
import { showStoredColorScheme } from './theme/color-scheme.ts'

const isGallery = import.meta.env.DEV && location.pathname === '/gallery'
if (!isGallery) startLoading(location.pathname)
showStoredColorScheme()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const show = (page: ReactNode): void =>
  createRoot(root).render(
    <StrictMode>
      <Providers>{page}</Providers>
    </StrictMode>,
  )
if (isGallery) void import('./gallery/show-gallery.tsx').then(({ showGallery }) => show(showGallery()))
else show(<RouterProvider router={router} />)
