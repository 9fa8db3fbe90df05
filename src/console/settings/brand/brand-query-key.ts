export const brandQueryKey = ['brand'] as const
