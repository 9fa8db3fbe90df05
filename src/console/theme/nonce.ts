const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

// The scroll lock of dialogs (react-style-singleton, get-nonce) reads the nonce from this name only.
Object.assign(globalThis, { __webpack_nonce__: nonce })

/** The nonce of this page's content security policy, for style elements made while running. */
export const styleNonce = (): string => nonce
