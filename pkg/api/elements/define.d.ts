/** Registers the elements: for pages that load one script and no more. */
export {};
