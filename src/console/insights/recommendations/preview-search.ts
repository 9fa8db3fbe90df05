import { oneOf, textOf } from '../../router/search-text.ts'

export const previewKinds = ['for_you', 'again', 'viewed', 'together', 'similar', 'bestsellers'] as const
export type PreviewKind = (typeof previewKinds)[number]

/** Kinds that are about a person; the others stand beside a product, or by themselves. */
export const personKinds: readonly PreviewKind[] = ['for_you', 'again', 'viewed']
export const productKinds: readonly PreviewKind[] = ['together', 'similar']

/** Whose answer is looked at; all of it optional. */
export type PreviewSearch = {
  kind?: PreviewKind | undefined
  customer?: string | undefined
  product?: string | undefined
}

export function readPreviewSearch(raw: Record<string, unknown>): PreviewSearch {
  return { kind: oneOf(raw.kind, previewKinds), customer: textOf(raw.customer), product: textOf(raw.product) }
}
