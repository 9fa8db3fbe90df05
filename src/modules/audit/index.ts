/** Audit: who did what in a workspace, append-only and chained by hashes. Entries hold identifiers, never what a customer is called. */
export { auditRetention } from './audit-retention.ts'
export { checkpointSealer, type SealCheckpoint } from './checkpoint.ts'
export { type AuditActor, type AuditEntry, recordAudit } from './record-audit.ts'
export { type Exporter, recordExport } from './record-export.ts'
export { auditRoutes } from './routes.ts'
export { type AuditVerdict, verifyAudit } from './verify-audit.ts'
