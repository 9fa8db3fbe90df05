/** Notifications: what a person of a workspace is told inside the product, until they have read it. */
export { forgetNotifications } from './forget-notifications.ts'
export { type NewNotification, notify } from './notify.ts'
export { notificationRoutes } from './routes.ts'
