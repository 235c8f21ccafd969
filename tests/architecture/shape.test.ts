// Properties of the code: short files, one clock and one source of randomness per artefact, SQL in
// each object's storage, and meaningful file names.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { isTest, matches, ROOT, sources, type Source } from './sources.ts';

const LONGEST = 400;
const ALL = ['crates', 'worker', 'pkg', 'console', 'tests', 'prove'];

function tooLong(all: readonly Source[]): string[] {
  return all.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > LONGEST ? [`${path}: ${lines} lines`] : [];
  });
}

test(`no source file is longer than ${LONGEST} lines`, () => {
  // The golden copies of the public declarations are generated.
  const all = sources(...ALL).filter(({ path }) => !path.startsWith('pkg/api/'));
  assert.ok(all.length > 100, `${all.length} files`);
  assert.deepEqual(tooLong(all), []);
  assert.equal(tooLong([{ path: 'x.rs', text: '\n'.repeat(LONGEST + 1) }]).length, 1);
});

/** The file of each artefact that may read the clock, and the one that may draw randomness; none if absent. */
const PARTS: readonly { readonly folders: readonly string[]; readonly clock?: string; readonly random?: string }[] = [
  { folders: ['crates/core/src', 'crates/protocol/src', 'crates/sdk/src'] },
  { folders: ['worker/src'], clock: 'worker/src/clock.rs', random: 'worker/src/random.rs' },
  { folders: ['pkg/src'], clock: 'pkg/src/clock.ts', random: 'pkg/src/random.ts' },
  { folders: ['console/src'], clock: 'console/src/clock.ts', random: 'console/src/random.ts' },
];
const READS_CLOCK =
  /Date\.now|new Date\(\)|Date::now|Date::new_0|Instant::now|SystemTime|performance\s*\.\s*(now|timeOrigin)|Utc::now|Local::now/;
const DRAWS = /Math\.random|Math::random|getRandomValues|get_random_values|randomUUID|random_uuid|getrandom::|thread_rng|OsRng/;

function strays(all: readonly Source[], pattern: RegExp, home: string | undefined): string[] {
  return matches(
    all.filter((each) => each.path !== home && !isTest(each)),
    pattern,
  );
}

for (const { folders, clock, random } of PARTS) {
  test(`${folders.join(', ')}: the clock is read in ${clock ?? 'no file'}, randomness drawn in ${random ?? 'no file'}`, () => {
    const all = sources(...folders);
    assert.deepEqual(strays(all, READS_CLOCK, clock), []);
    assert.deepEqual(strays(all, DRAWS, random), []);
  });
}

test('a clock or random source elsewhere is found', () => {
  const bad = [
    { path: 'worker/src/x.rs', text: 'let now = js_sys::Date::now();' },
    { path: 'pkg/src/x.ts', text: 'const id = crypto.randomUUID(); const now = Date.now();' },
  ];
  assert.equal(strays(bad, READS_CLOCK, 'worker/src/clock.rs').length, 2);
  assert.equal(strays(bad, DRAWS, 'pkg/src/random.ts').length, 1);
  assert.equal(strays([{ path: 'worker/src/clock.rs', text: 'Date::now()' }], READS_CLOCK, 'worker/src/clock.rs').length, 0);
});

const SQL =
  /\b(SELECT\b.+\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX|UNIQUE)|ALTER\s+TABLE|DROP\s+TABLE|PRAGMA)\b/;

function straySql(all: readonly Source[]): string[] {
  const home = /^worker\/src\/objects\/(account|user|mailbox|pruning)\/storage(\/\w+)?\.rs$/;
  // Looking up whether a table exists is the same for all objects.
  return matches(
    all.filter((each) => !home.test(each.path)),
    SQL,
  ).filter((each) => !each.includes('FROM sqlite_master'));
}

test('SQL is in the storage of each object', () => {
  const all = sources('worker/src', 'crates/core/src', 'crates/protocol/src');
  assert.deepEqual(straySql(all), []);
  for (const object of ['account', 'user', 'mailbox']) {
    const files = all.filter((each) => each.path.startsWith(`worker/src/objects/${object}/storage`));
    assert.ok(matches(files, SQL).length > 0, `${object} has SQL`);
  }
  assert.equal(straySql([{ path: 'worker/src/routes/x.rs', text: 'sql.exec("DELETE FROM members")' }]).length, 1);
});

function emptyNames(all: readonly Source[]): string[] {
  return all.filter(({ path }) => /(^|\/)(utils?|helpers?|managers?|misc|common)(\.\w+|\/)/.test(path)).map((each) => each.path);
}

test('no file has a name without meaning', () => {
  assert.deepEqual(emptyNames(sources(...ALL)), []);
  assert.equal(
    emptyNames([
      { path: 'worker/src/utils.rs', text: '' },
      { path: 'pkg/src/helpers/a.ts', text: '' },
    ]).length,
    2,
  );
});

const UNSAFE_PAGE = /\beval\(|new Function\(|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML/;

test('code for the browser neither writes HTML nor evaluates text', () => {
  assert.deepEqual(matches(sources('pkg/src', 'console/src'), UNSAFE_PAGE), []);
  assert.equal(matches([{ path: 'pkg/src/x.ts', text: 'node.innerHTML = name;' }], UNSAFE_PAGE).length, 1);
});

/** Sides of the page rather than of the text, which do not follow its direction. */
const PHYSICAL = /(?:^|[\s{;])(?:left|right|(?:margin|padding|border)-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius)\s*:|text-align:\s*(?:left|right)/;

/** A text for people, which no catalogue has. */
const GENERATED_TEXT = /content:\s*['"][^'"]*\p{L}/u;

const mistakesIn = (file: string, css: string): string[] =>
  css.split('\n').flatMap((line, index) => (PHYSICAL.test(line) || GENERATED_TEXT.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));

test('the style sheets of the console and the package follow the direction of the text, and have no words', () => {
  const folder = join(ROOT, 'console/src/styles');
  const files = [...readdirSync(folder).map((name) => join(folder, name)), join(ROOT, 'pkg/src/react/styles.css')];
  assert.ok(files.length > 8, `${files.length} files`);
  assert.deepEqual(files.flatMap((file) => mistakesIn(relative(ROOT, file), readFileSync(file, 'utf8'))), []);
  const control = '.a { margin-left: 1px; }\n.b { text-align: right; }\n.c {\n  left: 0;\n}\n.d { margin-inline-start: 1px; border-radius: 2px; }\n.e::after { content: \'Select all\'; }\n.f::after { content: \'· \'; }';
  assert.equal(mistakesIn('x.css', control).length, 4);
});
