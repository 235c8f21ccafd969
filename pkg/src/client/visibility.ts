/** Whether the page is in a tab that nobody sees; never on a server. */
export const isHidden = (): boolean => (globalThis as Partial<typeof globalThis>).document?.hidden ?? false;
