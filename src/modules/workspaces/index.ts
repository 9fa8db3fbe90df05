/** Workspaces: people, how they sign in, which workspaces they belong to, and the keys of programs. */
export { createFirstWorkspace } from './create-first-workspace.ts'
export { createWorkspace } from './create-workspace.ts'
export { demoSignIn } from './demo-sign-in.ts'
export { findApiKey } from './find-api-key.ts'
export { createPeople, openSetup, type People } from './people.ts'
export { workspacesRoutes } from './routes.ts'
export { loadSecret } from './secret.ts'
export { sessionMiddleware } from './session-middleware.ts'
