// Verifying and refusing, a million times over, keeps nothing: the package's WebAssembly in Node and the built Worker in workerd.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SigningKey, unknownAccount } from '../tests/harness/secrets.ts';
import { Looped, type Input } from './kit/loop.ts';
import { Draw, found, FULL, progress, ROOT, scaled, SEED, type Control, type Figure } from './kit/proof.ts';

const VERIFIES = scaled(1_000_000, 8_000);
/** A few of them happen to be good. */
const HOSTILE = scaled(110_000, 2_200);
const ROUNDS = 20;
/** Engines take memory in steps until they have what they need: so many are verified before anything is held against it. */
const WARM = FULL ? 200_000 : 20_000;
const TOKENS = 200;
/** Engines let garbage lie, and collect it when they like. A leak of 100 bytes a request would be 110 MB at full scale. */
const BOUND_MIB = 64;
const AUDIENCE = 'hallpass';
const ISSUER = 'https://edge.example';

interface Held {
  readonly rss: number;
  readonly pages: number;
}

/** One host: so many verifies and hostile inputs at a time. */
interface Subject {
  readonly name: string;
  verify(count: number): Promise<number>;
  hostile(count: number): Promise<number>;
  held(): Promise<Held>;
}

interface Grown {
  verified: number;
  refused: number;
  pages: number;
  mib: number;
  /** The pages that it ends with. */
  end: number;
  /** What the process held after each round, in MiB. */
  readonly curve: number[];
}

async function grown(subject: Subject, verifies: number, hostile: number, warmth = WARM): Promise<Grown> {
  const say = progress();
  const sums: Grown = { verified: 0, refused: 0, pages: 0, mib: 0, end: 0, curve: [] };
  await subject.verify(warmth);
  await subject.hostile(Math.ceil(warmth / 10));
  const warm = await subject.held();
  sums.curve.push(Math.round(warm.rss / 2 ** 20));
  for (let round = 1; round <= ROUNDS; round++) {
    sums.verified += await subject.verify(Math.ceil(verifies / ROUNDS));
    sums.refused += await subject.hostile(Math.ceil(hostile / ROUNDS));
    say(`${subject.name}: round ${round} of ${ROUNDS}`);
    const held = await subject.held();
    sums.curve.push(Math.round(held.rss / 2 ** 20));
    sums.mib = (held.rss - warm.rss) / 2 ** 20;
    sums.pages = held.pages - warm.pages;
    sums.end = held.pages;
  }
  return sums;
}

/** A text changed in a way that a stranger might. */
function altered(text: string, draw: Draw): string {
  const at = draw.below(text.length);
  const letter = 'AZaz09-_.{}":,'[draw.below(14)] ?? '';
  return [
    () => text.slice(0, at),
    () => text.slice(at),
    () => text.slice(0, at) + letter + text.slice(at + 1),
    () => text.slice(0, at) + letter.repeat(1 + draw.below(3000)) + text.slice(at),
    () => text.replace('.', '..'),
    () => letter.repeat(1 + draw.below(8000)),
  ][draw.below(6)]?.() ?? '';
}

function claims(issuer: string, index: number, now: number): Record<string, unknown> {
  const own = Buffer.alloc(16, index).toString('base64url');
  const fixed = { iss: issuer, aud: AUDIENCE, kind: 'team', role: 'dev', perm: 'fQ', epoch: 1, pol: 'AAAAAAAAAAAAAAAA' };
  return { ...fixed, sub: `usr_${own}`, acc: `acc_${own.slice(0, 21)}A`, iat: now, exp: now + 300, jti: `t-${index}` };
}

type Exports = { memory: WebAssembly.Memory; __wbindgen_malloc(bytes: number, align: number): number };
interface Sdk {
  initSync(source: { module: BufferSource }): Exports;
  verifyMembership(token: string, jwks: string, issuer: string, audience: string, now: number): { user: string };
  verifyInvite(token: string, jwks: string, issuer: string, now: number): object;
  verifyAudit(chain: string): object;
  policyId(policy: string): string;
}

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

async function inNode(leak: boolean): Promise<Subject> {
  const sdk = (await import(join(ROOT, 'pkg/wasm/hallpass.js'))) as Sdk;
  const wasm = sdk.initSync({ module: readFileSync(join(ROOT, 'pkg/wasm/hallpass_bg.wasm')) });
  const key = new SigningKey('k-1');
  const jwks = JSON.stringify({ keys: [key.publicJwk()] });
  const now = 1_800_000_000;
  const tokens = Array.from({ length: TOKENS }, (_, index) => key.sign('membership+jwt', claims(ISSUER, index, now)));
  const draw = new Draw(`${SEED} node`);
  const kept: unknown[] = [];
  const any = (): string => tokens[draw.below(TOKENS)] ?? '';
  const attacks = [
    () => sdk.verifyMembership(altered(any(), draw), jwks, ISSUER, AUDIENCE, now),
    () => sdk.verifyInvite(any(), jwks, ISSUER, now),
    () => sdk.verifyMembership(any(), altered(jwks, draw), ISSUER, AUDIENCE, now),
    () => sdk.verifyAudit(altered(`{"account":"x","events":[${jwks}]}`, draw)),
    () => sdk.policyId(altered(jwks, draw)),
  ];
  return {
    name: 'Node',
    verify(count) {
      let good = 0;
      for (let index = 0; index < count; index++) {
        good += sdk.verifyMembership(tokens[index % TOKENS] ?? '', jwks, ISSUER, AUDIENCE, now).user === '' ? 0 : 1;
        if (leak) {
          // A text that nobody frees, and one that nobody lets go of.
          wasm.__wbindgen_malloc(1024, 1);
          kept.push(new Uint8Array(8192).fill(index));
        }
      }
      return Promise.resolve(good);
    },
    hostile(count) {
      let refused = 0;
      for (let index = 0; index < count; index++) {
        try {
          attacks[index % attacks.length]?.();
        } catch {
          refused += 1;
        }
      }
      return Promise.resolve(refused);
    },
    held() {
      collect();
      return Promise.resolve({ rss: process.memoryUsage.rss(), pages: wasm.memory.buffer.byteLength / 65_536 });
    },
  };
}

function inWorkerd(looped: Looped, leak: boolean): Subject {
  const { edge } = looped;
  const { key } = edge.secrets;
  const draw = new Draw(`${SEED} workerd`);
  const fresh = (index: number): string => key.sign('membership+jwt', claims(edge.origin, index, Math.floor(Date.now() / 1000)));
  const body = (index: number): string => {
    const account = String(claims('', index, 0)['acc']);
    return JSON.stringify({ account, permissions: ['team:access'], freshness: 'stateless' });
  };
  const headers = (token: string): Record<string, string> => ({ 'content-type': 'application/json', 'hallpass-token': token.replace(/[^!-~]/g, '') });
  const attack = (index: number): Input => {
    const token = fresh(index);
    const code = edge.secrets.code(unknownAccount(), `inv_${'A'.repeat(44)}`);
    const attacks: readonly (() => Input)[] = [
      () => ['POST', '/v1/check', headers(altered(token, draw)), body(index)],
      () => ['POST', '/v1/check', headers(token), altered(body(index), draw)],
      () => ['GET', `/i/${altered(code, draw).replace(/[^\w.-]/g, '')}`, {}],
      () => ['POST', '/v1/invites/preview', { 'content-type': 'application/json' }, altered(`{"token":"${token}"}`, draw)],
      () => ['GET', `/v1/${altered('accounts/acc_x/members', draw).replace(/[^\w/-]/g, '')}`, { authorization: `Bearer ${altered(token, draw)}` }],
    ];
    return attacks[index % attacks.length]?.() ?? ['GET', '/', {}];
  };
  const CHUNK = 2_000;
  const sum = (statuses: Record<string, number>, of: (status: number) => boolean): number =>
    Object.entries(statuses).reduce((total, [status, count]) => total + (of(Number(status)) ? count : 0), 0);
  return {
    name: 'workerd',
    async verify(count) {
      let good = 0;
      for (let left = count; left > 0; left -= CHUNK) {
        const inputs = Array.from({ length: Math.min(TOKENS, left) }, (_, index): Input => ['POST', '/v1/check', headers(fresh(index)), body(index)]);
        const times = Math.ceil(Math.min(CHUNK, left) / inputs.length);
        good += sum(await looped.loop(inputs, times, leak), (status) => status === 200);
      }
      return good;
    },
    async hostile(count) {
      let refused = 0;
      for (let left = count; left > 0; left -= 250) {
        const inputs = Array.from({ length: Math.min(250, left) }, (_, index) => attack(index));
        refused += sum(await looped.loop(inputs, 1), (status) => status >= 300 && status < 500);
      }
      return refused;
    },
    held: () => looped.memory(),
  };
}

/** What is remembered is bounded and of many sizes: its gaps may take a page late. A leak takes hundreds. */
const PAGES_AT_MOST = 16;
const PAGES = (name: string): string => `pages that its WebAssembly grew by, ${name}`;
const MIB = (name: string): string => `memory that the process grew by, ${name}`;

function figures({ verified, refused, pages, mib }: Grown, name: string): Figure[] {
  return [
    { name: `tokens verified, ${name}`, value: verified, at_least: VERIFIES },
    { name: `hostile inputs refused, ${name}`, value: refused, at_least: Math.floor(HOSTILE / 1.1) },
    { name: PAGES(name), value: pages, unit: 'pages', at_most: PAGES_AT_MOST },
    { name: MIB(name), value: Math.round(mib * 10) / 10, unit: 'MiB', at_most: BOUND_MIB },
  ];
}

const broken = ({ pages, mib }: Grown, name: string): Control['figures'] => [
  { name: PAGES(name), value: pages },
  { name: MIB(name), value: Math.round(mib) },
];

async function main(): Promise<void> {
  const node = await grown(await inNode(false), VERIFIES, HOSTILE);
  const nodeLeaks = await grown(await inNode(true), 20_000, 1_000, 2_000);
  let looped = await Looped.start();
  const workerd = await grown(inWorkerd(looped, false), VERIFIES, HOSTILE);
  await looped.end();
  looped = await Looped.start();
  const workerdLeaks = await grown(inWorkerd(looped, true), 20_000, 1_000, 2_000);
  await looped.end();
  found({
    figures: [...figures(node, 'Node'), ...figures(workerd, 'workerd')],
    controls: [
      { broken: 'Node keeps 8 KiB of each verification, and its WebAssembly 1 KiB', figures: broken(nodeLeaks, 'Node') },
      { broken: 'the Worker keeps 8 KiB of each request, and its WebAssembly 1 KiB', figures: broken(workerdLeaks, 'workerd') },
    ],
    notes: [`the WebAssembly ends with ${node.end} pages in Node and ${workerd.end} in workerd, of 64 KiB each; warm is after ${WARM} verifications`, `held when warm and after each round, in MiB: Node ${node.curve.join(' ')}; workerd ${workerd.curve.join(' ')}`],
  });
}

await main();
process.exit();
