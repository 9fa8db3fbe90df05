/** Figures of loyalty end here, so that whatever is reckoned from them is exact; what would come to more is refused in words. */
export const mostPoints = 1_000_000_000
/** minor units */
export const mostMinor = 1_000_000_000_000
