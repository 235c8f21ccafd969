/** The least apps that take a package, as a bundler makes them for a browser: their sizes, and how long they take to start. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HERE = import.meta.dirname;
const DIST = resolve(HERE, '../pkg/dist');
const PACKAGES = join(HERE, 'node_modules');
const account = `{ id: 'acc_${'a'.repeat(22)}', kind: 'team', name: 'T', role: 'dev', permissions: ['pods:connect'], epoch: 1 }`;
const initial = `{ me: { user: { id: 'usr_x' }, own: ${account}, accounts: [${account}], inboxCount: 0 }, active: 'acc_${'a'.repeat(22)}', policyId: '', serverTime: Date.now() }`;

/** An app: what it does, and the WebAssembly that it cannot do without. */
export interface App {
  readonly name: string;
  readonly source?: string;
  readonly wasm?: string;
  readonly file?: string;
}
export const APPS: readonly App[] = [
  { name: 'hallpass/gate', source: `import { createGate } from '${DIST}/gate.js'; export default createGate(${initial}, { stands: 3600 }).can('pods:connect')` },
  {
    name: 'hallpass client',
    source: `import { createClient } from '${DIST}/index.js'; const client = createClient({ endpoint: 'https://edge.test', getIdentityToken: () => null, fetch: () => new Promise(() => {}), initial: ${initial} }); export default client.can('pods:connect'); client.close()`,
  },
  { name: 'hallpass WebAssembly, loaded later', file: join(DIST, 'hallpass_bg.wasm') },
  { name: 'CASL', source: `import { createMongoAbility } from '@casl/ability'; export default createMongoAbility([{ action: 'connect', subject: 'pods' }]).can('connect', 'pods')` },
  {
    name: 'Better Auth client, organization',
    source: `import { createAuthClient } from 'better-auth/client'; import { organizationClient } from 'better-auth/client/plugins'; const client = createAuthClient({ baseURL: 'https://edge.test', plugins: [organizationClient()] }); export default client.organization.checkRolePermission({ role: 'owner', permissions: { organization: ['update'] } })`,
  },
  {
    name: 'casbin',
    source: `import { newEnforcer, newModelFromString } from 'casbin'; const e = await newEnforcer(newModelFromString("[request_definition]\\nr = sub, obj, act\\n[policy_definition]\\np = sub, obj, act\\n[policy_effect]\\ne = some(where (p.eft == allow))\\n[matchers]\\nm = r.sub == p.sub && r.obj == p.obj && r.act == p.act")); await e.addPolicy('dev', 'pods', 'connect'); export default e.enforceSync('dev', 'pods', 'connect')`,
  },
  // What its loader puts into every page, before the parts that it loads after it.
  { name: 'clerk-js, what its loader loads', file: join(PACKAGES, '@clerk/clerk-js/dist/clerk.browser.js') },
  {
    name: 'biscuit-wasm', wasm: join(PACKAGES, '@biscuit-auth/biscuit-wasm/module/biscuit_bg.wasm'),
    source: `import { KeyPair, SignatureAlgorithm } from '@biscuit-auth/biscuit-wasm'; export default new KeyPair(SignatureAlgorithm.Ed25519).getPublicKey().toString().length > 0`,
  },
  {
    name: 'cedar-wasm', wasm: join(PACKAGES, '@cedar-policy/cedar-wasm/esm/cedar_wasm_bg.wasm'),
    source: `import { isAuthorized } from '@cedar-policy/cedar-wasm'; export default isAuthorized({ principal: { type: 'Role', id: 'dev' }, action: { type: 'Action', id: 'connect' }, resource: { type: 'Pods', id: 'x' }, context: {}, entities: [], policies: { staticPolicies: 'permit(principal == Role::"dev", action == Action::"connect", resource);' } }).response.decision === 'allow'`,
  },
];

/** WebAssembly that is imported as a module, as bundlers that know it make it: fetched beside the script, with what it imports. */
const asModule = async (path: string): Promise<string> => {
  const module = await WebAssembly.compile(readFileSync(path));
  const from = [...new Set(WebAssembly.Module.imports(module).map((each) => each.module))];
  return [
    ...from.map((each, n) => `import * as m${n} from ${JSON.stringify(each)};`),
    `const at = new URL('./${basename(path)}', import.meta.url);`,
    `const bytes = globalThis.process ? process.getBuiltinModule('fs').readFileSync(at) : await (await fetch(at)).arrayBuffer();`,
    `const { instance } = await WebAssembly.instantiate(bytes, { ${from.map((each, n) => `${JSON.stringify(each)}: m${n}`).join(', ')} });`,
    ...WebAssembly.Module.exports(module).map(({ name }, n) => `const e${n} = instance.exports[${JSON.stringify(name)}]; export { e${n} as ${name} };`),
  ].join('\n');
};

/** Bundles these for a browser, and gives where the first one's code is. What is loaded later is not in it. */
export const bundled = async (entry: string, folder: string): Promise<string> => {
  await build({
    entryPoints: { app: entry }, outdir: folder, bundle: true, splitting: true, format: 'esm', minify: true, target: 'es2022',
    conditions: ['browser', 'import'], chunkNames: 'later-[name]-[hash]', nodePaths: [PACKAGES], logLevel: 'error',
    // What reads files or draws by Node's own means stands aside in a browser.
    plugins: [{ name: 'no-node', setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^(node:)?(fs|path|crypto|module|os|util)$/ }, ({ path }) => ({ path, namespace: 'none' }));
      onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export default {}' }));
      onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: await asModule(path), loader: 'js', resolveDir: dirname(path) }));
    } }],
  });
  return join(folder, 'app.js');
};

const compressed = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;

/** A module and what it imports at once: the rest of a folder is loaded later. */
const atStart = (file: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)"(\.\/[^"]+\.js)"/g)) atStart(resolve(file, '..', name!), seen);
  return seen;
};

/** An app on disk, and its bytes after gzip. */
export const made = async ({ source, wasm, file }: App, folder: string): Promise<{ bytes: number; app?: string }> => {
  if (file) return { bytes: compressed(file) };
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'entry.mjs');
  writeFileSync(entry, source!);
  const app = await bundled(entry, folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  if (wasm) copyFileSync(wasm, join(folder, basename(wasm)));
  const scripts = [...atStart(app)].reduce((sum, each) => sum + compressed(each), 0);
  return { app, bytes: scripts + (wasm ? compressed(wasm) : 0) };
};

/** Milliseconds from importing an app to its first answer, in a process that did nothing before. */
export const startTime = (app: string): number => {
  const code = `const { log } = console; console.log = () => {}; const from = performance.now(); const { default: yes } = await import(${JSON.stringify(app)});`
    + ` log(JSON.stringify([performance.now() - from, yes])); process.exit(0)`;
  const out = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code], { encoding: 'utf8' });
  const [milliseconds, yes] = JSON.parse(out) as [number, unknown];
  if (yes !== true) throw new Error(`${app} does not say yes to what is held`);
  return milliseconds;
};

/** Everything that a page's folder holds, by name. */
export const filesOf = (folder: string): ReadonlyMap<string, Buffer> =>
  new Map(readdirSync(folder).filter((name) => /\.(js|wasm)$/.test(name)).map((name) => [name, readFileSync(join(folder, name))]));
