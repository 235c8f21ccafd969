/** An address as a URL, relative to that of this page. */
export const absoluteUrl = (address: string | URL): URL => new URL(address, globalThis.location?.href);
