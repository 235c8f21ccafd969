/** Whether the page is in a hidden tab; never on a server. */
export const isHidden = (): boolean => (globalThis as Partial<typeof globalThis>).document?.hidden ?? false;
