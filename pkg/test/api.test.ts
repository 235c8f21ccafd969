/** The public declarations are those of the golden copy, and names from a policy are checked by the compiler. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const PKG = resolve(import.meta.dirname, '..');
const { goldenDeclarations, publicDeclarations, withSharedDeclarations } = (await import(new URL('../scripts/api.mjs', import.meta.url).href)) as {
  goldenDeclarations(): Map<string, string>;
  publicDeclarations(): Map<string, string>;
  withSharedDeclarations(files: Iterable<readonly [string, string]>): Map<string, string>;
};

/** Files whose declarations differ, or are in one of the two only. */
const differences = (built: ReadonlyMap<string, string>, golden: ReadonlyMap<string, string>): string[] =>
  [...new Set([...built.keys(), ...golden.keys()])].filter((path) => built.get(path) !== golden.get(path)).sort();

test('the public API is the golden copy, which `cargo xtask generate` writes', () => {
  const [built, golden] = [publicDeclarations(), goldenDeclarations()];
  assert.deepEqual(differences(built, golden), []);
  for (const file of ['index.d.ts', 'gate.d.ts', 'accept.d.ts', 'react.d.ts', 'edge.d.ts']) assert.ok(golden.has(file), file);
  assert.match(golden.get('index.d.ts') ?? '', /^\/\/ exports Invite, of shared\.d\.ts$/m);
  // What an entry only leads to is there, too.
  assert.match(golden.get('accept.d.ts') ?? '', /^\/\/ uses Invite, of shared\.d\.ts$/m);
  assert.match(golden.get('shared.d.ts') ?? '', /^declare interface Invite \{/m);
  const changed = new Map(built).set('gate.d.ts', `${built.get('gate.d.ts')}\nexport type More = 1;`);
  assert.deepEqual(differences(changed, golden), ['gate.d.ts'], 'a change is seen');
});

test('a declaration that is the same in several entries is written once, and each entry says whether it exports it', () => {
  const same = '/** A. */\nexport declare interface A {\n    a: string;\n\n    b(): void;\n}';
  const files = withSharedDeclarations([
    ['one.d.ts', `${same}\n\nexport declare type B = 1;\n`],
    ['two.d.ts', `${same.replace('export ', '')}\n\nexport declare type B = 2;\n`],
  ]);
  assert.deepEqual(Object.fromEntries(files), {
    'one.d.ts': '// exports A, of shared.d.ts\n\nexport declare type B = 1;\n',
    'two.d.ts': '// uses A, of shared.d.ts\n\nexport declare type B = 2;\n',
    'shared.d.ts': `${same.replace('export ', '')}\n`,
  });
});

/** What the compiler says of code that uses the built package. */
const compile = (code: string): string => {
  mkdirSync(join(PKG, '../target'), { recursive: true });
  const folder = mkdtempSync(join(PKG, '../target/types-'));
  try {
    writeFileSync(join(folder, 'app.mts'), code);
    const paths = { hallpass: [join(PKG, 'dist/index.d.ts')] };
    const compilerOptions = { rootDir: resolve(PKG, '..'), paths, skipLibCheck: false };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(PKG, 'tsconfig.json'), compilerOptions, include: [], files: ['app.mts'] }));
    execFileSync(process.execPath, [join(PKG, '../node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? error);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const CLIENT = `import { createClient } from 'hallpass';
const client = createClient({ endpoint: '', getIdentityToken: () => undefined });
`;
const NAMES = `declare module 'hallpass' {
  interface Register {
    permission: 'team:access' | 'kites:fly';
    role: 'admin' | 'pilot';
  }
}
`;

const USES = `client.can('kites:fly'); client.has({ allOf: ['team:access'], role: 'pilot' }); void client.invites.create({ role: 'pilot' });
`;
const TYPOS = [`client.can('kites:fly_')`, `client.has({ anyOf: ['kites'] })`, `client.has({ role: 'pilots' })`, `client.invites.create({ role: 'x' })`]
  .map((typo) => `// @ts-expect-error not a name of the policy\nvoid ${typo};\n`)
  .join('');

test('any permission name compiles until the names are declared; then a typo does not', () => {
  assert.equal(compile(NAMES + CLIENT + USES + TYPOS), '');
  assert.equal(compile(CLIENT + USES), '');
  assert.equal(compile(CLIENT + TYPOS).match(/Unused '@ts-expect-error'/g)?.length, 4, 'without names nothing is a typo');
});
