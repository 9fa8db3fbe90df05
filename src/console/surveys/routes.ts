import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'

const load = () => loadAreas('surveys', 'survey_page', 'messaging')

export const surveyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/surveys/$surveyId',
  loader: load,
  component: lazyRouteComponent(() => import('./SurveyPage.tsx'), 'SurveyPage'),
})

export const editSurveyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/surveys/$surveyId/edit',
  loader: load,
  component: lazyRouteComponent(() => import('./EditSurveyPage.tsx'), 'EditSurveyPage'),
})

export const surveysRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/surveys',
    loader: load,
    component: lazyRouteComponent(() => import('./SurveysPage.tsx'), 'SurveysPage'),
  }),
  surveyRoute,
  editSurveyRoute,
] as const
