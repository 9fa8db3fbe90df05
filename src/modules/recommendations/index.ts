/** Recommendations: the products of a shop, what goes with what, and what to show to whom. Nothing outside this folder touches its tables. */
export { personalData } from './personal-data.ts'
export { withProducts } from './products/project-products.ts'
export { productRoutes } from './products/routes.ts'
export type { TrainingDeps } from './recommendation-deps.ts'
export { type RecommendationWish, recommendFor } from './serving/recommend-for.ts'
export { recommendationRoutes } from './serving/routes.ts'
export { defineTraining, startTraining } from './training/define-training.ts'
export { widgetRoutes } from './widget/routes.ts'
