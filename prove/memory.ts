// A million verifications and denials leave no memory behind, in the package's WebAssembly in Node and in the built Worker in workerd.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SigningKey, unknownAccount } from '../tests/harness/secrets.ts';
import { RepeatingWorker, type Input } from './kit/repeating-worker.ts';
import { FULL, progress, Random, report, ROOT, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { runProof } from './kit/time-limit.ts';

const VERIFIES = scaled(1_000_000, 8_000);
/** A few of them are valid by chance. */
const HOSTILE = scaled(110_000, 2_200);
const ROUNDS = 20;
/** Verifications before the first measurement, because engines take their memory in steps at first. */
const WARM_UP = FULL ? 200_000 : 20_000;
const TOKENS = 200;
/** Engines collect garbage late. A leak of 100 bytes per request would be 110 MB at full scale. */
const MAX_GROWTH_MIB = 64;
const AUDIENCE = 'hallpass';
const ISSUER = 'https://edge.example';

interface Memory {
  readonly rss: number;
  readonly pages: number;
}

/** A host that verifies valid tokens and hostile inputs. */
interface Subject {
  readonly name: string;
  verify(count: number): Promise<number>;
  hostile(count: number): Promise<number>;
  memory(): Promise<Memory>;
}

interface Growth {
  verified: number;
  denied: number;
  pages: number;
  mib: number;
  /** The pages at the end. */
  finalPages: number;
  /** The memory of the process after each round, in MiB. */
  readonly curve: number[];
}

async function measureGrowth(subject: Subject, verifies: number, hostile: number, warmUp = WARM_UP): Promise<Growth> {
  const print = progress();
  const growth: Growth = { verified: 0, denied: 0, pages: 0, mib: 0, finalPages: 0, curve: [] };
  await subject.verify(warmUp);
  await subject.hostile(Math.ceil(warmUp / 10));
  const warm = await subject.memory();
  growth.curve.push(Math.round(warm.rss / 2 ** 20));
  for (let round = 1; round <= ROUNDS; round++) {
    growth.verified += await subject.verify(Math.ceil(verifies / ROUNDS));
    growth.denied += await subject.hostile(Math.ceil(hostile / ROUNDS));
    print(`${subject.name}: round ${round} of ${ROUNDS}`);
    const current = await subject.memory();
    growth.curve.push(Math.round(current.rss / 2 ** 20));
    growth.mib = (current.rss - warm.rss) / 2 ** 20;
    growth.pages = current.pages - warm.pages;
    growth.finalPages = current.pages;
  }
  return growth;
}

/** Alters a text at random. */
function altered(text: string, random: Random): string {
  const at = random.below(text.length);
  const letter = 'AZaz09-_.{}":,'[random.below(14)] ?? '';
  return [
    () => text.slice(0, at),
    () => text.slice(at),
    () => text.slice(0, at) + letter + text.slice(at + 1),
    () => text.slice(0, at) + letter.repeat(1 + random.below(3000)) + text.slice(at),
    () => text.replace('.', '..'),
    () => letter.repeat(1 + random.below(8000)),
  ][random.below(6)]?.() ?? '';
}

function claimsFor(issuer: string, index: number, now: number): Record<string, unknown> {
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
  const tokens = Array.from({ length: TOKENS }, (_, index) => key.sign('membership+jwt', claimsFor(ISSUER, index, now)));
  const random = new Random(`${SEED} node`);
  const leaked: unknown[] = [];
  const any = (): string => tokens[random.below(TOKENS)] ?? '';
  const attacks = [
    () => sdk.verifyMembership(altered(any(), random), jwks, ISSUER, AUDIENCE, now),
    () => sdk.verifyInvite(any(), jwks, ISSUER, now),
    () => sdk.verifyMembership(any(), altered(jwks, random), ISSUER, AUDIENCE, now),
    () => sdk.verifyAudit(altered(`{"account":"x","events":[${jwks}]}`, random)),
    () => sdk.policyId(altered(jwks, random)),
  ];
  return {
    name: 'Node',
    verify(count) {
      let valid = 0;
      for (let index = 0; index < count; index++) {
        valid += sdk.verifyMembership(tokens[index % TOKENS] ?? '', jwks, ISSUER, AUDIENCE, now).user === '' ? 0 : 1;
        if (leak) {
          // Never freed.
          wasm.__wbindgen_malloc(1024, 1);
          leaked.push(new Uint8Array(8192).fill(index));
        }
      }
      return Promise.resolve(valid);
    },
    hostile(count) {
      let denied = 0;
      for (let index = 0; index < count; index++) {
        try {
          attacks[index % attacks.length]?.();
        } catch {
          denied += 1;
        }
      }
      return Promise.resolve(denied);
    },
    memory() {
      collect();
      return Promise.resolve({ rss: process.memoryUsage.rss(), pages: wasm.memory.buffer.byteLength / 65_536 });
    },
  };
}

function inWorkerd(worker: RepeatingWorker, leak: boolean): Subject {
  const { edge } = worker;
  const { key } = edge.secrets;
  const random = new Random(`${SEED} workerd`);
  const fresh = (index: number): string => key.sign('membership+jwt', claimsFor(edge.origin, index, Math.floor(Date.now() / 1000)));
  const body = (index: number): string => {
    const account = String(claimsFor('', index, 0)['acc']);
    return JSON.stringify({ account, permissions: ['team:access'], freshness: 'stateless' });
  };
  const headers = (token: string): Record<string, string> => ({ 'content-type': 'application/json', 'hallpass-token': token.replace(/[^!-~]/g, '') });
  const attack = (index: number): Input => {
    const token = fresh(index);
    const code = edge.secrets.code(unknownAccount(), `inv_${'A'.repeat(44)}`);
    const attacks: readonly (() => Input)[] = [
      () => ['POST', '/v1/check', headers(altered(token, random)), body(index)],
      () => ['POST', '/v1/check', headers(token), altered(body(index), random)],
      () => ['GET', `/i/${altered(code, random).replace(/[^\w.-]/g, '')}`, {}],
      () => ['POST', '/v1/invites/preview', { 'content-type': 'application/json' }, altered(`{"token":"${token}"}`, random)],
      () => ['GET', `/v1/${altered('accounts/acc_x/members', random).replace(/[^\w/-]/g, '')}`, { authorization: `Bearer ${altered(token, random)}` }],
    ];
    return attacks[index % attacks.length]?.() ?? ['GET', '/', {}];
  };
  const CHUNK = 2_000;
  const sum = (statuses: Record<string, number>, of: (status: number) => boolean): number =>
    Object.entries(statuses).reduce((total, [status, count]) => total + (of(Number(status)) ? count : 0), 0);
  return {
    name: 'workerd',
    async verify(count) {
      let valid = 0;
      for (let left = count; left > 0; left -= CHUNK) {
        const inputs = Array.from({ length: Math.min(TOKENS, left) }, (_, index): Input => ['POST', '/v1/check', headers(fresh(index)), body(index)]);
        const times = Math.ceil(Math.min(CHUNK, left) / inputs.length);
        valid += sum(await worker.repeat(inputs, times, leak), (status) => status === 200);
      }
      return valid;
    },
    async hostile(count) {
      let denied = 0;
      for (let left = count; left > 0; left -= 250) {
        const inputs = Array.from({ length: Math.min(250, left) }, (_, index) => attack(index));
        denied += sum(await worker.repeat(inputs, 1), (status) => status >= 300 && status < 500);
      }
      return denied;
    },
    memory: () => worker.memory(),
  };
}

/** The token cache is bounded, but its entries have many sizes and leave gaps. A leak takes hundreds of pages. */
const MAX_GROWTH_PAGES = 16;
const PAGES = (name: string): string => `growth of the WebAssembly memory, ${name}`;
const MIB = (name: string): string => `growth of the process, ${name}`;

function figures({ verified, denied, pages, mib }: Growth, name: string): Figure[] {
  return [
    { name: `tokens verified, ${name}`, value: verified, at_least: VERIFIES },
    { name: `hostile inputs denied, ${name}`, value: denied, at_least: Math.floor(HOSTILE / 1.1) },
    { name: PAGES(name), value: pages, unit: 'pages', at_most: MAX_GROWTH_PAGES },
    { name: MIB(name), value: Math.round(mib * 10) / 10, unit: 'MiB', at_most: MAX_GROWTH_MIB },
  ];
}

const faultyFigures = ({ pages, mib }: Growth, name: string): Control['figures'] => [
  { name: PAGES(name), value: pages },
  { name: MIB(name), value: Math.round(mib) },
];

async function main(): Promise<void> {
  const node = await measureGrowth(await inNode(false), VERIFIES, HOSTILE);
  const nodeLeaks = await measureGrowth(await inNode(true), 20_000, 1_000, 2_000);
  let worker = await RepeatingWorker.start();
  const workerd = await measureGrowth(inWorkerd(worker, false), VERIFIES, HOSTILE);
  await worker.stop();
  worker = await RepeatingWorker.start();
  const workerdLeaks = await measureGrowth(inWorkerd(worker, true), 20_000, 1_000, 2_000);
  await worker.stop();
  report({
    figures: [...figures(node, 'Node'), ...figures(workerd, 'workerd')],
    controls: [
      { fault: 'Node leaks 8 KiB per verification, and its WebAssembly 1 KiB', figures: faultyFigures(nodeLeaks, 'Node') },
      { fault: 'the Worker leaks 8 KiB per request, and its WebAssembly 1 KiB', figures: faultyFigures(workerdLeaks, 'workerd') },
    ],
    notes: [`the WebAssembly ends with ${node.finalPages} pages in Node and ${workerd.finalPages} in workerd, of 64 KiB each; the warm-up has ${WARM_UP} verifications`, `memory after the warm-up and after each round, in MiB: Node ${node.curve.join(' ')}; workerd ${workerd.curve.join(' ')}`],
  });
}

await runProof(main);
process.exit();
