/** Plays: ready strategies, each a segment, a message and a journey with its goal and control group. They own no tables. */
export { playRoutes } from './routes.ts'
