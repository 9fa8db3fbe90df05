// Apart from the schemas, so that the console does not carry the schema library for a few words.
export const productStates = [
  'all',
  'in_stock',
  'out_of_stock',
  'replenishable',
  'without_name',
  'without_category',
  'without_image',
  'without_url',
  'without_price',
] as const
export type ProductState = (typeof productStates)[number]

export const productSorts = ['buyers', 'name', 'price', 'seen'] as const
export type ProductSort = (typeof productSorts)[number]
