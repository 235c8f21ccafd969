/** Minimal apps with each package, bundled for a browser: their sizes, and how long they take to start. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HERE = import.meta.dirname;
const DIST = resolve(HERE, '../pkg/dist');
const PACKAGES = join(HERE, 'node_modules');
const account = `{ id: 'acc_${'a'.repeat(22)}', kind: 'team', name: 'T', role: 'dev', permissions: ['pods:connect'], epoch: 1 }`;
const initial = `{ me: { user: { id: 'usr_x' }, own: ${account}, accounts: [${account}], inboxCount: 0 }, active: 'acc_${'a'.repeat(22)}', policyId: '', serverTime: Date.now() }`;

export interface App {
  readonly name: string;
  /** The app's only module. Its default export is the result of a check that has to be `true`. */
  readonly source?: string;
  /** WebAssembly that the app needs. */
  readonly wasm?: string;
  /** A file that is only weighed, in place of an app. */
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
  // The script that Clerk's loader adds to every page. It loads further parts afterwards.
  { name: 'clerk-js, first script', file: join(PACKAGES, '@clerk/clerk-js/dist/clerk.browser.js') },
  {
    name: 'biscuit-wasm', wasm: join(PACKAGES, '@biscuit-auth/biscuit-wasm/module/biscuit_bg.wasm'),
    source: `import { KeyPair, SignatureAlgorithm } from '@biscuit-auth/biscuit-wasm'; export default new KeyPair(SignatureAlgorithm.Ed25519).getPublicKey().toString().length > 0`,
  },
  {
    name: 'cedar-wasm', wasm: join(PACKAGES, '@cedar-policy/cedar-wasm/esm/cedar_wasm_bg.wasm'),
    source: `import { isAuthorized } from '@cedar-policy/cedar-wasm'; export default isAuthorized({ principal: { type: 'Role', id: 'dev' }, action: { type: 'Action', id: 'connect' }, resource: { type: 'Pods', id: 'x' }, context: {}, entities: [], policies: { staticPolicies: 'permit(principal == Role::"dev", action == Action::"connect", resource);' } }).response.decision === 'allow'`,
  },
];

/** The JavaScript that a bundler with support for WebAssembly modules generates: it fetches the file next to the script and connects its imports. */
const wasmAsModule = async (path: string): Promise<string> => {
  const module = await WebAssembly.compile(readFileSync(path));
  const imported = [...new Set(WebAssembly.Module.imports(module).map((wasmImport) => wasmImport.module))];
  return [
    ...imported.map((name, n) => `import * as m${n} from ${JSON.stringify(name)};`),
    `const url = new URL('./${basename(path)}', import.meta.url);`,
    `const bytes = globalThis.process ? process.getBuiltinModule('fs').readFileSync(url) : await (await fetch(url)).arrayBuffer();`,
    `const { instance } = await WebAssembly.instantiate(bytes, { ${imported.map((name, n) => `${JSON.stringify(name)}: m${n}`).join(', ')} });`,
    ...WebAssembly.Module.exports(module).map(({ name }, n) => `const e${n} = instance.exports[${JSON.stringify(name)}]; export { e${n} as ${name} };`),
  ].join('\n');
};

/** Bundles an app for a browser; returns the path of its first script. Chunks that are loaded later are separate files. */
export const bundle = async (entry: string, folder: string): Promise<string> => {
  await build({
    entryPoints: { app: entry }, outdir: folder, bundle: true, splitting: true, format: 'esm', minify: true, target: 'es2022',
    conditions: ['browser', 'import'], chunkNames: 'later-[name]-[hash]', nodePaths: [PACKAGES], logLevel: 'error',
    // Modules of Node, which libraries import but do not use in a browser, become empty.
    plugins: [{ name: 'no-node', setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^(node:)?(fs|path|crypto|module|os|util)$/ }, ({ path }) => ({ path, namespace: 'none' }));
      onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export default {}' }));
      onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: await wasmAsModule(path), loader: 'js', resolveDir: dirname(path) }));
    } }],
  });
  return join(folder, 'app.js');
};

const gzipSize = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;

/** A module with all modules that it imports statically. */
const staticImports = (file: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)"(\.\/[^"]+\.js)"/g)) staticImports(resolve(file, '..', name!), seen);
  return seen;
};

/** Bundles an app into `folder`; returns the path of its script and its size after gzip. */
export const buildApp = async ({ source, wasm, file }: App, folder: string): Promise<{ bytes: number; app?: string }> => {
  if (file) return { bytes: gzipSize(file) };
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'entry.mjs');
  writeFileSync(entry, source!);
  const app = await bundle(entry, folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  if (wasm) copyFileSync(wasm, join(folder, basename(wasm)));
  const scripts = [...staticImports(app)].reduce((sum, script) => sum + gzipSize(script), 0);
  return { app, bytes: scripts + (wasm ? gzipSize(wasm) : 0) };
};

/** Milliseconds to import an app and run its check, in a new Node process. */
export const measureStart = (app: string): number => {
  const code = `const { log } = console; console.log = () => {}; const start = performance.now(); const { default: allowed } = await import(${JSON.stringify(app)});`
    + ` log(JSON.stringify([performance.now() - start, allowed])); process.exit(0)`;
  const out = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code], { encoding: 'utf8' });
  const [milliseconds, allowed] = JSON.parse(out) as [number, unknown];
  if (allowed !== true) throw new Error(`${app} does not allow a granted permission`);
  return milliseconds;
};
