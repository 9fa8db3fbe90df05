type Pages = {
  isPending: boolean
  isPlaceholderData: boolean
  error: Error | null
  hasNextPage: boolean
  isFetchingNextPage: boolean
  refetch: () => unknown
  fetchNextPage: () => unknown
}

/** What an `EntityTable` wants to know of a list that is fetched page by page (`useInfiniteQuery`). */
export const pagesOf = (list: Pages) => ({
  loading: list.isPending || list.isPlaceholderData,
  error: list.error,
  onRetry: () => void list.refetch(),
  hasMore: list.hasNextPage,
  loadingMore: list.isFetchingNextPage,
  onMore: () => void list.fetchNextPage(),
})
