/** An address as a URL, relative to the base of this page. */
export const absoluteUrl = (address: string | URL): URL => {
  const { document, location } = globalThis as Partial<typeof globalThis>;
  return new URL(address, document?.baseURI ?? location?.href);
};
