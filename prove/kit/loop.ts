// The built Worker, asked many times in each request that it gets: what is measured is the Worker, not the way to it.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE, startEdge, type Edge } from '../../tests/harness/edge.ts';

/** Keeps the WebAssembly within reach: this runs before the bundle makes its instance of it. */
const FIRST = `
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) { super(module, imports); globalThis.hallpassWasm = this.exports; }
};
`;

/** `POST /loop {inputs: [[method, path, headers, body]], times}` asks the Worker for each of them, so many times over. */
const ENTRY = `
import './first.mjs';
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const kept = [];
export default {
  async fetch(request, env, context) {
    const inner = new Worker(context, env);
    const url = new URL(request.url);
    if (url.pathname === '/memory') {
      // What nobody holds any more is no leak.
      globalThis.gc();
      return Response.json({ pages: globalThis.hallpassWasm.memory.buffer.byteLength / 65536 });
    }
    if (url.pathname !== '/loop') return inner.fetch(request);
    const { inputs, times, leak } = await request.json();
    // The reader of the log would keep one line per request.
    console.log = () => undefined;
    const statuses = {};
    for (let time = 0; time < times; time++) {
      for (const [method, path, headers, body] of inputs) {
        const response = await inner.fetch(new Request(url.origin + path, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' }));
        const text = await response.text();
        statuses[response.status] = (statuses[response.status] ?? 0) + 1;
        if (leak) {
          kept.push(new Uint8Array(8192).fill(text.length));
          globalThis.hallpassWasm.__wbindgen_malloc(1024, 1);
        }
      }
    }
    return Response.json(statuses);
  },
};
`;

export type Input = readonly [method: string, path: string, headers: Readonly<Record<string, string>>, body?: string];

export class Looped {
  readonly edge: Edge;
  readonly #bundle: string;

  private constructor(edge: Edge, bundle: string) {
    this.edge = edge;
    this.#bundle = bundle;
  }

  static async start(): Promise<Looped> {
    const bundle = mkdtempSync(join(tmpdir(), 'hallpass-looped-'));
    cpSync(BUNDLE, bundle, { recursive: true });
    writeFileSync(join(bundle, 'first.mjs'), FIRST);
    const edge = await startEdge({ bundle, entry: ENTRY, flags: ['--expose-gc'], settings: { MEMBERSHIP_TTL: '300' } });
    return new Looped(edge, bundle);
  }

  /** Asks for each input so many times; how often each status was answered. */
  async loop(inputs: readonly Input[], times: number, leak = false): Promise<Record<string, number>> {
    const body = JSON.stringify({ inputs, times, leak });
    // Not through the tests' own sender: this is no route of the product.
    const reply = await fetch(`${this.edge.origin}/loop`, { method: 'POST', body });
    if (!reply.ok) throw new Error(`the loop answered ${reply.status}`);
    return (await reply.json()) as Record<string, number>;
  }

  /** What the process holds: bytes in memory, and pages of the WebAssembly. */
  async memory(): Promise<{ rss: number; pages: number }> {
    const reply = await fetch(`${this.edge.origin}/memory`);
    const { pages } = (await reply.json()) as { pages: number };
    const status = readFileSync(`/proc/${this.edge.host.pid}/status`, 'utf8');
    const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    return { rss, pages };
  }

  async end(): Promise<void> {
    await this.edge.stop();
    rmSync(this.#bundle, { recursive: true });
  }
}
