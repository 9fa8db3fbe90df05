/** Tasks: what somebody has promised to do, mostly for a customer. Later parts make them with createTask. */
export { createTask, type NewTask } from './create-task.ts'
export { personalData } from './personal-data.ts'
export { defineReminders, remindOwners } from './remind.ts'
export { taskRoutes } from './routes.ts'
export { taskRetention } from './task-retention.ts'
export type { ReminderDeps, TasksDeps } from './tasks-deps.ts'
