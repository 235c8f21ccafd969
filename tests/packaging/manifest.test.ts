// The contents of the tarball: entries and types resolve, importing has no side effects, no code evaluates text, and local identity is
// only in the development edition.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { build, INSTALLED, PROJECT, run, TARBALL } from './kit/project.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const folderFor = (name: string): string => {
  const folder = mkdtempSync(join(PROJECT, `${name}-`));
  folders.push(folder);
  return folder;
};

/** A file, or further conditions. */
type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly version: string;
}
const manifest = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8')) as Manifest;
const files = readdirSync(INSTALLED, { recursive: true })
  .map((file) => String(file).replaceAll('\\', '/'))
  .filter((file) => statSync(join(INSTALLED, file)).isFile());
const text = (file: string): string => readFileSync(join(INSTALLED, file), 'latin1');
/** The import specifiers of the entries. */
const modules = Object.entries(manifest.exports)
  .filter(([name, target]) => typeof target === 'object' && name !== './worker')
  .map(([name]) => `hallpass${name.slice(1)}`);

const lint = (folder: string) => run(folder, 'publint/src/cli.js', 'run', '--strict', folder);

test('publint finds no problems, but reports a missing file', async () => {
  const clean = await lint(INSTALLED);
  assert.equal(clean.status, 0, clean.out);
  assert.match(clean.out, /All good!/);
  const broken = folderFor('broken');
  cpSync(INSTALLED, broken, { recursive: true });
  rmSync(join(broken, 'dist/inline.js'));
  assert.notEqual((await lint(broken)).status, 0);
});

test('types resolve as the code does, in Node, in bundlers and with require', async () => {
  const attw = '@arethetypeswrong/cli/dist/index.js';
  const config = join(import.meta.dirname, '../../pkg/.attw.json');
  const clean = await run(PROJECT, attw, TARBALL, '--config-path', config, '--format', 'json');
  assert.equal(clean.status, 0, clean.out.slice(-3000));
  // Control: without its exception the style sheet, which has no types, is reported.
  assert.notEqual((await run(PROJECT, attw, TARBALL, '--profile', 'node16', '--format', 'json')).status, 0);
});

test('TypeScript compiles against every entry with every module resolution, declarations included', async () => {
  const folder = folderFor('types');
  const code = modules.map((name, index) => `import * as entry${index} from '${name}';\nexport const seen${index}: object = entry${index};`).join('\n');
  const use = `${code}
import { createClient, type Client } from 'hallpass';
import { createGuard, protect, type Membership } from 'hallpass/edge';
export const client: Client = createClient({ endpoint: '', getIdentityToken: () => undefined });
export const member: Promise<Membership> = createGuard({ endpoint: 'https://edge.example' }).verify('');
export const handler: (request: Request) => Promise<Response> = protect((request) => new Response(request.url), { endpoint: 'https://edge.example', require: 'team:access' });
`;
  for (const name of ['use.mts', 'use.cts', 'use.ts']) writeFileSync(join(folder, name), use);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const compile = (options: object, file: string) => {
    const shared = { strict: true, noEmit: true, target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'], jsx: 'react-jsx', types: ['node'], skipLibCheck: false };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...shared, ...options }, files: [file] }));
    return run(folder, 'typescript/bin/tsc', '-p', folder);
  };
  for (const [options, file] of [
    [{ module: 'nodenext' }, 'use.mts'],
    [{ module: 'nodenext' }, 'use.cts'],
    [{ module: 'esnext', moduleResolution: 'bundler' }, 'use.ts'],
    [{ module: 'esnext', moduleResolution: 'bundler', customConditions: ['workerd'] }, 'use.ts'],
  ] as const) {
    const { status, out } = await compile(options, file);
    assert.equal(status, 0, `${file} with ${JSON.stringify(options)}:\n${out.slice(0, 3000)}`);
  }
  writeFileSync(join(folder, 'use.mts'), `import { noSuchThing } from 'hallpass';\nnoSuchThing();`);
  assert.notEqual((await compile({ module: 'nodenext' }, 'use.mts')).status, 0);
});

test('importing has no side effects: no globals, requests or timers', async () => {
  const folder = folderFor('imports');
  const quiet = modules.filter((name) => name !== 'hallpass/elements/define');
  writeFileSync(join(folder, 'main.mjs'), `
    const before = Reflect.ownKeys(globalThis).length;
    const touched = [];
    for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask']) {
      const real = globalThis[name];
      globalThis[name] = (...values) => (touched.push(name), real(...values));
    }
    for (const name of ${JSON.stringify(quiet)}) await import(name);
    console.log(JSON.stringify([Reflect.ownKeys(globalThis).length - before, touched]));`);
  assert.equal((await build(folder, 'main.mjs')).trim(), '[0,[]]');
});

test('React Native gets code that Hermes compiles, without the WebAssembly', async () => {
  const folder = folderFor('native');
  writeFileSync(join(folder, 'app.js'), `import { createClient } from 'hallpass';\nimport { Show } from 'hallpass/react';\nconsole.log(createClient, Show);\n`);
  const options = { entryPoints: ['app.js'], bundle: true, metafile: true, write: false, format: 'cjs', platform: 'neutral', external: ['react', 'react/*'], logLevel: 'silent' };
  const script = `
    import { build } from 'esbuild';
    for (const conditions of [['react-native'], []]) {
      const { outputFiles, metafile } = await build({ ...${JSON.stringify(options)}, conditions, define: { 'import.meta': 'IMPORT_META' } });
      console.log(JSON.stringify([Object.keys(metafile.inputs).some((file) => file.endsWith('dist/slim.js')), outputFiles[0].text.includes('IMPORT_META')]));
    }`;
  writeFileSync(join(folder, 'build.mjs'), script);
  const [native, control] = (await build(folder, 'build.mjs')).trim().split('\n');
  assert.equal(native, '[true,false]', 'the slim entry, and no `import.meta`');
  assert.equal(control, '[false,true]', 'control: elsewhere the entry finds its WebAssembly');
});

const EVALUATES_TEXT = /\beval\s*\(|new Function\b|\bFunction\s*\(\s*["'`]|import\s*\(\s*["'`]data:|\bsetTimeout\s*\(\s*["'`]/;

test('no code evaluates text', () => {
  const code = files.filter((file) => /^dist\/.*\.js$/.test(file));
  assert.ok(code.length > 10);
  assert.deepEqual(code.filter((file) => EVALUATES_TEXT.test(text(file))), []);
  assert.match('x(new Function("a"))', EVALUATES_TEXT);
});

test('the React entry has "use client"', () => {
  assert.match(text('dist/react/index.js'), /^["']use client["'];/);
});

const LOCAL_IDENTITY = ['local/sign-in', 'dangerous-local-identity'];

test('local identity is only in the development edition', () => {
  const holds = (folder: string) =>
    files.filter((file) => file.startsWith(folder) && /\.(wasm|m?js)$/.test(file) && LOCAL_IDENTITY.some((mark) => text(file).includes(mark)));
  assert.deepEqual(holds('worker/'), []);
  assert.deepEqual(holds('worker-dev/'), ['worker-dev/index_bg.wasm'], 'control: the search finds it');
  const filesOf = (target: Target): string[] => (typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf));
  const named = Object.values(manifest.exports).flatMap(filesOf);
  assert.deepEqual(named.filter((target) => target.includes('worker-dev')), [], 'it is not exported');
});

test('the project that deploy writes has the same bindings as wrangler.toml', () => {
  const bindings = (toml: string) => [...toml.matchAll(/^\[\[(durable_objects\.bindings|ratelimits)\]\]\nname = "(\w+)"/gm)].map(([, kind, name]) => `${kind} ${name}`).toSorted();
  const own = bindings(readFileSync(join(import.meta.dirname, '../../wrangler.toml'), 'utf8'));
  assert.ok(own.length >= 3);
  assert.deepEqual(bindings(text('worker/wrangler.toml')), own);
});

test('the package has no dependencies, no install scripts, and all its files', () => {
  assert.equal(manifest.dependencies, undefined);
  const { scripts = {} } = manifest as { scripts?: Record<string, string> };
  assert.deepEqual(Object.keys(scripts).filter((name) => /install|prepare/.test(name)), []);
  for (const file of ['LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE', 'README.md', 'dist/hallpass_bg.wasm', 'worker/wrangler.toml', 'worker/policy.toml', 'worker-start/front.mjs', 'console/index.html', 'examples/hallpass.service']) {
    assert.ok(files.includes(file), file);
  }
  // The console has a copy of its own, as a bundler makes one.
  const wasm = files.filter((file) => file.endsWith('.wasm') && !file.startsWith('console/'));
  assert.deepEqual(wasm.toSorted(), ['dist/hallpass_bg.wasm', 'dist/hallpass_invite_bg.wasm', 'worker-dev/index_bg.wasm', 'worker/index_bg.wasm']);
  assert.deepEqual(files.filter((file) => /\.(tsx?|rs)$/.test(file) && !/\.d\.m?ts$/.test(file)), [], 'no sources');
});
