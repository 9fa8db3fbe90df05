/** As they stand in the log and on a timeline. */
export const mergedEvent = 'Customers Merged'
export const separatedEvent = 'Customers Separated'
