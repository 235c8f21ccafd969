/** The parts of a platform that the edge in memory uses. jsdom in Jest lacks some of them: they are then those of Node, which runs it. */

interface NodeProcess {
  getBuiltinModule?(name: 'node:vm'): { runInThisContext(code: string): unknown };
}

const page: Partial<typeof globalThis> = globalThis;

/** The global object of Node, which a simulated browser hides from its tests; of this page in a real browser. */
const host = (): typeof globalThis => {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  return (process?.getBuiltinModule?.('node:vm').runInThisContext('globalThis') ?? globalThis) as typeof globalThis;
};

/** Read when they are used: Node loads `fetch` with the first of its classes. */
export const platform = {
  get Request() {
    return page.Request ?? host().Request;
  },
  get Response() {
    return page.Response ?? host().Response;
  },
  get TextEncoder() {
    return page.TextEncoder ?? host().TextEncoder;
  },
  get TextDecoder() {
    return page.TextDecoder ?? host().TextDecoder;
  },
  /** The WebCrypto of jsdom generates random values only. */
  get subtle() {
    return page.crypto?.subtle ?? host().crypto.subtle;
  },
};

/** Adds the text encoders, which WebAssembly needs, to a simulated browser without them. */
export const addTextEncoders = (): void => {
  page.TextEncoder ??= platform.TextEncoder;
  page.TextDecoder ??= platform.TextDecoder;
};
