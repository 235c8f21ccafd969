// Runs cargo-mutants on a copy of the sources.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './proof.ts';

const run = promisify(execFile);
const TOOL = process.env['HALLPASS_MUTANTS'] ?? join(ROOT, '.hallpass/tools/bin/cargo-mutants');
const WORK = join(ROOT, 'target/prove/mutants');
/** The files that core is built and tested from, and those of other workspace members that cargo requires. */
const NEEDED = ['.cargo', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'crates', 'fuzz/Cargo.toml', 'fuzz/src', 'fuzz/targets', 'worker', 'policy.toml', 'docs', 'tests/vectors', 'tests/fixtures'];
/** Tests that take seconds. Mutants that survive the others run against these as well. */
const SLOW = ['machine', 'token_age', 'folds_to_ascii', 'largest_account', 'every_day_of', 'both_readers', 'signatures_are_good_exactly'];
/** Files whose fast tests include the permanent vectors. */
const VECTORS = /^crates\/core\/src\/(?:key|link|token)\b/;
/** The cases of each property test among the fast tests. Survivors run with the default number. */
const FEW_CASES = '64';
/**
 * The time after which a test run counts as endless. On an idle machine the fast tests take two seconds and all tests a minute; the
 * rest is room for a loaded one.
 */
const SECONDS = { fast: '240', all: '1800' } as const;

/** The tests to run against a mutant: the fast ones, all, or the fast ones except those whose name contains a text. */
export type Tests = 'fast' | 'all' | { readonly without: string };

/** A mutant: its full name with line and column, and its name without them. */
export interface Mutant {
  readonly file: string;
  readonly name: string;
  readonly what: string;
}

export interface Outcome extends Mutant {
  readonly summary: 'CaughtMutant' | 'MissedMutant' | 'Timeout' | 'Unviable';
}

/** The hash of a file's code, without the tests at its end, which have no mutants. */
export function hashOf(file: string): string {
  const [code = ''] = readFileSync(join(ROOT, file), 'utf8').split(/\n#\[cfg\((?:all\()?test\b/, 1);
  return createHash('sha256').update(code.trimEnd()).digest('hex');
}

interface Listed {
  readonly file: string;
  readonly name: string;
}

const named = ({ file, name }: Listed): Mutant => ({ file, name, what: name.replace(/^[^ ]+:\d+:\d+: /, '') });

const options = (folder: string, more: NodeJS.ProcessEnv = {}) => ({
  cwd: folder,
  env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target'), RUSTUP_AUTO_INSTALL: '0', RUST_BACKTRACE: '0', ...more },
  maxBuffer: 1 << 28,
});

async function tool(folder: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
  // 2 and 3: a mutant survived, or a test timed out. The outcomes contain both.
  return run(TOOL, ['mutants', ...words], options(folder, more)).then(
    ({ stdout }) => stdout,
    (error: { code?: unknown; stdout?: string; stderr?: string }) => {
      if (error.code === 2 || error.code === 3) return error.stdout ?? '';
      throw new Error(`cargo-mutants ended with ${String(error.code)}:\n${error.stdout ?? ''}${error.stderr ?? ''}`);
    },
  );
}

/** Lists the mutants of the files in `.cargo/mutants.toml`. */
export async function list(): Promise<Mutant[]> {
  return (JSON.parse(await tool(ROOT, ['--list', '--json', '--package', 'hallpass-core'])) as Listed[]).map(named);
}

/** A copy of the sources, in which mutants are compiled incrementally one after another. */
export class Copy {
  readonly folder: string;
  readonly #thread: number;

  private constructor(thread: number) {
    this.#thread = thread;
    this.folder = join(WORK, `copy-${thread}`);
  }

  static async make(thread: number): Promise<Copy> {
    const copy = new Copy(thread);
    const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...NEEDED], { cwd: ROOT, maxBuffer: 1 << 26 });
    for (const path of stdout.split('\0')) if (path !== '' && existsSync(join(ROOT, path))) copy.put(path, readFileSync(join(ROOT, path)));
    await copy.baseline();
    return copy;
  }

  /** Writes a file unless it is unchanged, because cargo compiles what was written. */
  put(path: string, content: Buffer | string): void {
    const to = join(this.folder, path);
    if (existsSync(to) && readFileSync(to).equals(Buffer.from(content))) return;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }

  /** Runs the fast tests on the unchanged sources. They must pass, so that a failure is due to a mutant. */
  async baseline(): Promise<void> {
    const words = ['test', '--locked', '--package', 'hallpass-core', '--profile', 'mutants', '--lib', '--test=vectors', '--', ...skipping(SLOW)];
    await run('cargo', words, options(this.folder, { PROPTEST_CASES: FEW_CASES }));
  }

  /** Writes a configuration for the files of these mutants: `--file` would add to those of `.cargo/mutants.toml`. */
  #only(which: Which): string {
    // The name of a mutant begins with its file.
    const files = [...(which.files ?? []), ...(which.names ?? []).map((name) => name.slice(0, name.indexOf(':')))];
    const all = readFileSync(join(ROOT, '.cargo/mutants.toml'), 'utf8');
    const path = join(WORK, `only-${this.#thread}.toml`);
    writeFileSync(path, all.replace(/^examine_globs = \[[^\]]*\]/m, `examine_globs = ${JSON.stringify([...new Set(files)])}`));
    return path;
  }

  /** Tests the mutants of whole files, or single ones by name. */
  async try(which: Which, tests: Tests): Promise<Outcome[]> {
    const out = join(WORK, `out-${this.#thread}`);
    rmSync(out, { recursive: true, force: true });
    const words = ['--in-place', '--package', 'hallpass-core', '--profile', 'mutants', '--no-shuffle', '--baseline', 'skip', '--output', out];
    words.push('--timeout', tests === 'all' ? SECONDS.all : SECONDS.fast);
    words.push('--config', this.#only(which));
    for (const name of which.names ?? []) words.push('--re', `^${escaped(name)}$`);
    if (tests === 'all') words.push('--test-package', 'hallpass-core,hallpass-protocol');
    else words.push('--cargo-arg=--lib', ...(isFor(VECTORS, which) ? ['--cargo-arg=--test=vectors'] : []), '--', '--', ...skipping(typeof tests === 'object' ? [...SLOW, tests.without] : SLOW));
    await tool(this.folder, words, tests === 'all' ? {} : { PROPTEST_CASES: FEW_CASES });
    const { outcomes } = JSON.parse(readFileSync(join(out, 'mutants.out/outcomes.json'), 'utf8')) as {
      outcomes: readonly { readonly summary: Outcome['summary']; readonly scenario: 'Baseline' | { readonly Mutant: Listed } }[];
    };
    // cargo-mutants 27.1 tests every mutant of a struct field in these files, whichever names were selected.
    const isAsked = ({ file, name }: Mutant): boolean => which.files?.includes(file) === true || which.names?.includes(name) === true;
    return outcomes.flatMap(({ summary, scenario }) => (scenario === 'Baseline' ? [] : [{ ...named(scenario.Mutant), summary }])).filter(isAsked);
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
type Which = { readonly files?: readonly string[]; readonly names?: readonly string[] };
const isFor = (files: RegExp, { files: whole = [], names = [] }: Which): boolean => [...whole, ...names].some((each) => files.test(each));
const skipping = (names: readonly string[]): string[] => names.flatMap((name) => ['--skip', name]);
