// A Worker that handles many internal requests for each HTTP request, so that the measurement is of the Worker alone.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE, startEdge, type Edge } from '../../tests/harness/edge.ts';

/** Stores the exports of the WebAssembly. It runs before the bundle creates its instance. */
const CAPTURE_WASM = `
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) { super(module, imports); globalThis.hallpassWasm = this.exports; }
};
`;

/** `POST /repeat {inputs: [[method, path, headers, body]], times}` sends each of them to the Worker, so many times. */
const ENTRY = `
import './capture-wasm.mjs';
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const leaked = [];
export default {
  async fetch(request, env, context) {
    const inner = new Worker(context, env);
    const url = new URL(request.url);
    if (url.pathname === '/memory') {
      // Garbage is not a leak.
      globalThis.gc();
      return Response.json({ pages: globalThis.hallpassWasm.memory.buffer.byteLength / 65536 });
    }
    if (url.pathname !== '/repeat') return inner.fetch(request);
    const { inputs, times, leak } = await request.json();
    // The harness stores the log, one line per request.
    console.log = () => undefined;
    const statuses = {};
    for (let time = 0; time < times; time++) {
      for (const [method, path, headers, body] of inputs) {
        const response = await inner.fetch(new Request(url.origin + path, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' }));
        const text = await response.text();
        statuses[response.status] = (statuses[response.status] ?? 0) + 1;
        if (leak) {
          leaked.push(new Uint8Array(8192).fill(text.length));
          globalThis.hallpassWasm.__wbindgen_malloc(1024, 1);
        }
      }
    }
    return Response.json(statuses);
  },
};
`;

export type Input = readonly [method: string, path: string, headers: Readonly<Record<string, string>>, body?: string];

export class RepeatingWorker {
  readonly edge: Edge;
  readonly #bundle: string;

  private constructor(edge: Edge, bundle: string) {
    this.edge = edge;
    this.#bundle = bundle;
  }

  static async start(): Promise<RepeatingWorker> {
    const bundle = mkdtempSync(join(tmpdir(), 'hallpass-repeating-'));
    cpSync(BUNDLE, bundle, { recursive: true });
    writeFileSync(join(bundle, 'capture-wasm.mjs'), CAPTURE_WASM);
    const edge = await startEdge({ bundle, entry: ENTRY, flags: ['--expose-gc'], settings: { MEMBERSHIP_TTL: '300' } });
    return new RepeatingWorker(edge, bundle);
  }

  /** Sends each input so many times. Returns how often each status was returned. */
  async repeat(inputs: readonly Input[], times: number, leak = false): Promise<Record<string, number>> {
    const body = JSON.stringify({ inputs, times, leak });
    // Not through the harness: this is not a route of the product.
    const reply = await fetch(`${this.edge.origin}/repeat`, { method: 'POST', body });
    if (!reply.ok) throw new Error(`/repeat: status ${reply.status}`);
    return (await reply.json()) as Record<string, number>;
  }

  /** The bytes of the process, and the pages of the WebAssembly memory. */
  async memory(): Promise<{ rss: number; pages: number }> {
    const reply = await fetch(`${this.edge.origin}/memory`);
    const { pages } = (await reply.json()) as { pages: number };
    const status = readFileSync(`/proc/${this.edge.host.pid}/status`, 'utf8');
    const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    return { rss, pages };
  }

  async stop(): Promise<void> {
    await this.edge.stop();
    rmSync(this.#bundle, { recursive: true });
  }
}
