/** Campaigns: one message to everybody of some segments at one moment, and what it earned. Nothing outside this folder writes its tables. */
export type { CampaignsDeps } from './campaigns-deps.ts'
export { campaignsUsing } from './campaigns-using.ts'
export { watchFeeds } from './feeds/follow-feeds.ts'
export { plannedFeeds } from './feeds/planned-feeds.ts'
export { campaignsPersonalData } from './personal-data.ts'
export { plannedCampaigns } from './planned-campaigns.ts'
export { campaignRoutes } from './routes.ts'
export { watchCampaigns } from './sending/watch-campaigns.ts'
