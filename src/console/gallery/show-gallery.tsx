import { createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { loadAreas } from '../i18n/store.ts'
import { Gallery } from './Gallery.tsx'

const rootRoute = createRootRoute()
const routeTree = rootRoute.addChildren([
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/gallery',
    loader: () => loadAreas('console'),
    component: Gallery,
  }),
])

/** Every component of ours in its states, without server and sign-in. Only where the console is developed. */
export function showGallery(): ReactNode {
  // Its routes are not those of the product, whose type every link is checked against.
  return <RouterProvider router={createRouter({ routeTree }) as never} />
}
