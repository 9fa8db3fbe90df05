/** Care: what people know of a customer and promised them: notes, dates, preferences, files, consents with proof, who is looking. */
export { attachmentRetention } from './attachment-retention.ts'
export type { CareDeps } from './care-deps.ts'
export { consentState } from './consents.ts'
export { contactPreferences, type OwnWishes, writeOwnWishes } from './own-wishes.ts'
export { personalData } from './personal-data.ts'
export { removeAttachmentFiles } from './remove-workspace-files.ts'
export { careRoutes } from './routes.ts'
export { defineSweep, sweepAttachments } from './sweep.ts'
