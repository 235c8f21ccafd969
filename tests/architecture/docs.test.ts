// The documents are correct: code blocks compile against the package, links, commands and paths exist, and the table of settings lists
// what the Worker reads.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { ROOT } from './sources.ts';

interface Page {
  readonly path: string;
  readonly text: string;
}

const read = (path: string): Page => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });
const tracked = execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: ROOT, encoding: 'utf8' });
const pages = tracked
  .split('\0')
  .filter((path) => path !== '')
  .map(read);

/** A block that shows a file of a tested app. */
const SHOWN_FILE = /^<!-- file: (\S+) -->\n\n```\w+\n([\s\S]*?)^```$/gm;

/** Fenced blocks of one language, without those that show a file: that is compiled in its app. */
function blocks({ text }: Page, language: string): string[] {
  return [...text.replaceAll(SHOWN_FILE, '').matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) => code ?? '');
}

/** The source file of each import path of the package. */
const ENTRIES: Record<string, string> = {
  hallpass: 'index.ts',
  'hallpass/gate': 'gate.ts',
  'hallpass/accept': 'accept.ts',
  'hallpass/join': 'join.ts',
  'hallpass/lists': 'lists.ts',
  'hallpass/react': 'react/index.ts',
  'hallpass/elements': 'elements/index.ts',
  'hallpass/edge': 'server/index.ts',
  'hallpass/testing': 'testing/index.ts',
  'hallpass/locales/de': 'locales/de.ts',
  'hallpass/locales/en': 'locales/en.ts',
};

/** Declarations of names that short examples take from the reader's app. */
const APP_DECLARATIONS = `
declare global {
  const auth: { idToken(): string };
  const client: import('hallpass').Client;
  const snapshot: import('hallpass').Snapshot;
  function draw(state: unknown): void;
  const button: HTMLButtonElement;
  const id: string;
  function render(): void;
  function reload(account: unknown): void;
}
export {};
`;

/** Compiles blocks of TypeScript as modules against the package's sources. Returns the compiler's errors. */
function compile(codes: readonly string[]): string {
  mkdirSync(join(ROOT, 'target'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'target/blocks-'));
  try {
    writeFileSync(join(folder, 'app.mts'), APP_DECLARATIONS);
    // Style sheets, and components of the reader's app.
    writeFileSync(join(folder, 'styles.d.ts'), "declare module '*.css';\ndeclare module '@/components/*';\n");
    const files = codes.map((code, index) => {
      const file = `block-${index + 1}.mts${/<[A-Z]\w*[\s>/]|<\/\w+>/.test(code) ? 'x' : ''}`.replace('.mtsx', '.tsx');
      writeFileSync(join(folder, file), `${code}\nexport {};\n`);
      return file;
    });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const paths = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, [join(ROOT, 'pkg/src', file)]]));
    const compilerOptions = { rootDir: ROOT, paths, jsx: 'react-jsx', noUnusedLocals: false, skipLibCheck: true };
    const config = { extends: join(ROOT, 'pkg/tsconfig.json'), compilerOptions, include: [], files: [join(ROOT, 'pkg/src/assets.d.ts'), 'styles.d.ts', 'app.mts', ...files] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: ROOT, encoding: 'utf8' });
    return '';
  } catch (error) {
    const output = String((error as { stdout?: unknown }).stdout ?? error);
    // Errors in the package's sources are ignored: they are checked elsewhere, and a block that declares permissions narrows their types.
    return output.split('\n').filter((line) => line.startsWith('target/')).join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every block of TypeScript in the documents compiles', () => {
  const all = pages.flatMap((page) => ['ts', 'tsx'].flatMap((language) => blocks(page, language)));
  assert.ok(all.length > 5, `${all.length} blocks`);
  // A block with a global declaration is compiled alone.
  const declares = (code: string): boolean => code.includes('declare module');
  for (const group of [all.filter((code) => !declares(code)), ...all.filter(declares).map((code) => [code])]) {
    assert.equal(compile(group), '');
  }
  assert.match(compile([`${blocks(read('README.md'), 'ts')[0]}\nclient.noSuchThing();`]), /noSuchThing/);
});

test('every block of JavaScript and JSON in the documents can be parsed', () => {
  const broken = (all: readonly Page[]): string[] =>
    all.flatMap((page) => [
      ...blocks(page, 'js').flatMap((code) => (transformSync(code, { loader: 'jsx', format: 'esm', logLevel: 'silent' }).code ? [] : [page.path])),
      ...blocks(page, 'json').flatMap((code) => (JSON.parse(code) === undefined ? [page.path] : [])),
    ]);
  assert.deepEqual(broken(pages), []);
  assert.throws(() => broken([{ path: 'x.md', text: '```js\nconst = 1;\n```\n' }]));
});

/** Blocks that are not the file that they show. */
function outdatedFiles(all: readonly Page[]): string[] {
  return all.flatMap(({ path, text }) =>
    [...text.matchAll(SHOWN_FILE)].flatMap(([, file = '', code]) => {
      const shown = join(ROOT, normalize(join(dirname(path), file)));
      return existsSync(shown) && readFileSync(shown, 'utf8').trimEnd() === code?.trimEnd() ? [] : [`${path}: ${file}`];
    }),
  );
}

test('the code of a recipe is that of the app that is tested', () => {
  assert.deepEqual(outdatedFiles(pages), []);
  const recipes = pages.filter(({ path }) => path.startsWith('docs/recipes/'));
  assert.deepEqual(recipes.filter(({ text }) => text.match(SHOWN_FILE) === null).map(({ path }) => path), []);
  assert.deepEqual(recipes.filter(({ text }) => /^<<< /m.test(text)).map(({ path }) => path), [], 'GitHub does not show what is included');
  assert.deepEqual(outdatedFiles([{ path: 'docs/recipes/x.md', text: '<!-- file: ../index.md -->\n\n```md\nother\n```\n' }]), ['docs/recipes/x.md: ../index.md']);
});

/** Files that a page includes and that do not exist. */
function deadSnippets(all: readonly Page[]): string[] {
  return all.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:<<< |<!--@include: )([^\s{]+?)(?:\{\w+\})?(?:-->)?$/gm)].flatMap(([, file]) =>
      existsSync(join(ROOT, normalize(join(dirname(path), file ?? '')))) ? [] : [`${path}: ${file}`],
    ),
  );
}

test('included files exist', () => {
  assert.deepEqual(deadSnippets(pages), []);
  assert.equal(deadSnippets([{ path: 'docs/x/y.md', text: '<<< ../../none.js\n<!--@include: ../../none.md-->\n' }]).length, 2);
});

/** Links to files that do not exist. */
function deadLinks(all: readonly Page[]): string[] {
  return all.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, link]) => {
      if (link === undefined || /^[a-z]+:/.test(link)) return [];
      return existsSync(join(ROOT, normalize(join(dirname(path), link)))) ? [] : [`${path}: ${link}`];
    }),
  );
}

test('linked files exist', () => {
  assert.ok(pages.length > 20);
  assert.deepEqual(deadLinks(pages), []);
  assert.equal(deadLinks([{ path: 'docs/x.md', text: '[y](y.md) [r](../README.md)' }]).length, 1);
});

/** Source paths in backticks that do not exist. `NN` stands for a number. */
function deadPaths(all: readonly Page[]): string[] {
  const named = /`((?:crates|worker|pkg|tests|console|docs)\/[\w./-]+\.(?:rs|ts|tsx|mjs|toml|md|json))`/g;
  return all.flatMap(({ path, text }) =>
    [...text.matchAll(named)].flatMap(([, file]) => {
      const one = (file ?? '').replace('NN', '01');
      return existsSync(join(ROOT, one)) ? [] : [`${path}: ${file}`];
    }),
  );
}

test('named files exist', () => {
  assert.deepEqual(deadPaths(pages), []);
  assert.equal(deadPaths([{ path: 'x.md', text: '`worker/src/none.rs` `worker/src/lib.rs`' }]).length, 1);
});

/** Tests that a page names as `file` “title” and that do not exist. */
function deadTests(all: readonly Page[]): string[] {
  return all.flatMap(({ path, text }) =>
    [...text.matchAll(/`([\w./-]+\.(?:ts|rs))` “([^”]+)”/g)].flatMap(([, file = '', title = '']) => {
      const exists = existsSync(join(ROOT, file)) && readFileSync(join(ROOT, file), 'utf8').includes(title);
      return exists ? [] : [`${path}: ${file} “${title}”`];
    }),
  );
}

test('every threat has a proof, and the named tests exist', () => {
  const model = read('docs/SECURITY-MODEL.md');
  assert.deepEqual(deadTests(pages), []);
  const proven = [...model.text.matchAll(/^\| (T\d\d) \| .* \| .* \| (.*) \|$/gm)];
  assert.ok(proven.length >= 68);
  const threats = Array.from(proven, (_, index) => `T${String(index + 1).padStart(2, '0')}`);
  assert.deepEqual(proven.map(([, threat]) => threat), threats);
  // T33 is about tokens that are not used.
  for (const [, threat, proof = ''] of proven) assert.ok(threat === 'T33' || proof.includes('“'), threat);
  assert.equal(deadTests([{ path: 'x.md', text: '`tests/http/link.test.ts` “it flies” · `tests/none.ts` “x”' }]).length, 2);
});

/** Commands of `cargo xtask` that are not in its help. */
function unknownCommands(all: readonly Page[]): string[] {
  const help = /const HELP: &str = "([\s\S]*?)";/.exec(read('crates/xtask/src/command_line.rs').text)?.[1] ?? '';
  const known = new Set([...help.matchAll(/^ {2}([a-z]+)/gm)].map(([, word]) => word));
  assert.ok(known.has('dev') && known.has('test'));
  return all.flatMap(({ path, text }) =>
    [...text.matchAll(/cargo xtask ([a-z]+)/g)].flatMap(([, word]) => (known.has(word) ? [] : [`${path}: ${word}`])),
  );
}

test('named commands exist', () => {
  const commands = pages.map((page) => ({
    ...page,
    text: (page.text.match(/`cargo xtask [^`]*`|^cargo xtask .*$/gm) ?? []).join('\n'),
  }));
  assert.deepEqual(unknownCommands(commands), []);
  assert.deepEqual(unknownCommands([{ path: 'x.md', text: 'cargo xtask unknown' }]), ['x.md: unknown']);
});

test('OPERATIONS lists the settings that the Worker reads, and no others', () => {
  const code = ['worker/src/config/mod.rs', 'worker/src/config/webhooks.rs', 'worker/src/state.rs', 'crates/mail/src/settings.rs'].map((path) => read(path).text).join('\n');
  const settings = new Set([...code.matchAll(/"([A-Z][A-Z_]{3,})"/g)].map(([, name]) => name));
  const table = /\| setting \|[\s\S]*?\n\n/.exec(read('docs/OPERATIONS.md').text)?.[0] ?? '';
  const listed = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(listed.toSorted(), [...settings].toSorted());
  const [, spelled = ''] = /SETTINGS[^=]*= \[([^\]]*)\]/.exec(read('crates/core/src/identity/settings/suggest.rs').text) ?? [];
  const known = [...spelled.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual(known.toSorted(), [...settings].toSorted(), 'the settings that misspelt names are compared with');
});

test('decisions are short, numbered and listed', () => {
  const records = pages.filter(({ path }) => /^docs\/decisions\/\d/.test(path));
  const list = read('docs/decisions/README.md').text;
  records.forEach(({ path, text }, index) => {
    assert.match(path, new RegExp(`/${String(index + 1).padStart(4, '0')}-`));
    assert.ok(text.startsWith(`# ${index + 1}. `), path);
    assert.ok(text.split('\n').length <= 41, `${path} is long`);
    assert.ok(list.includes(path.slice('docs/decisions/'.length)), `${path} is not listed`);
  });
  assert.ok(records.length > 10);
});
