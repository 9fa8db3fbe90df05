import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { readProductsSearch } from './products-search.ts'

export const productsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/products',
  validateSearch: readProductsSearch,
  loader: () => loadAreas('recommendations'),
  component: lazyRouteComponent(() => import('./ProductsPage.tsx'), 'ProductsPage'),
})

export const productsRoutes = [productsRoute] as const
