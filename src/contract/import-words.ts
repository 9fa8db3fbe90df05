/** What Persian shops count in: ten rials, and no currency of its own. A file may be in it; what comes of it is in rials. */
export const toman = 'IRT'
export const rial = 'IRR'
