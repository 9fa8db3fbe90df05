/** Something at work that names a segment or a template by its id; told by `usedBy` in the details of `segment_in_use` and `template_in_use`. */
export type InUse = {
  kind: 'segment' | 'journey' | 'campaign' | 'campaign_feed' | 'survey' | 'loyalty_programme'
  id: string
  name: string
}
