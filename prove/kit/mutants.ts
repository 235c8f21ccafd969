// cargo-mutants on a copy of the sources: what it makes, what of it survives.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './proof.ts';

const run = promisify(execFile);
const TOOL = process.env['HALLPASS_MUTANTS'] ?? join(ROOT, '.hallpass/tools/bin/cargo-mutants');
const WORK = join(ROOT, 'target/prove/mutants');
/** What core is built and tested from; the other members are there because cargo asks for them. */
const NEEDED = ['.cargo', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'crates', 'fuzz/Cargo.toml', 'fuzz/src', 'fuzz/targets', 'worker', 'policy.toml', 'tests/vectors', 'tests/fixtures'];
/** Tests that draw for seconds and find again what others find; whatever survives without them meets them, too. */
const SLOW = ['machine', 'every_day_of', 'both_readers', 'signatures_are_good_exactly'];
/** Files whose fast tests are those with the permanent vectors, too. */
const VECTORS = /^crates\/core\/src\/(?:key|link|token)\b/;
/** How often the others draw. What survives meets them with all that they draw otherwise. */
const FEW_CASES = '64';
/** A test run that takes longer will not end: the fast tests take two seconds, all of them a minute, on a quiet machine. */
const SECONDS = { fast: '60', all: '600' } as const;

/** Which tests a mutant meets: the fast ones, all, or the fast ones without those whose name has this in it. */
export type Tests = 'fast' | 'all' | { readonly without: string };

/** A mutant: its whole name with the place, and its name without. */
export interface Mutant {
  readonly file: string;
  readonly name: string;
  readonly what: string;
}

export interface Outcome extends Mutant {
  readonly summary: 'CaughtMutant' | 'MissedMutant' | 'Timeout' | 'Unviable';
}

/** The hash of a file's code, without the tests at its end: they change no mutant. */
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
  // 2 and 3: something survived, or took too long. That is for the outcomes to tell.
  return run(TOOL, ['mutants', ...words], options(folder, more)).then(
    ({ stdout }) => stdout,
    (error: { code?: unknown; stdout?: string; stderr?: string }) => {
      if (error.code === 2 || error.code === 3) return error.stdout ?? '';
      throw new Error(`cargo-mutants ended with ${String(error.code)}:\n${error.stdout ?? ''}${error.stderr ?? ''}`);
    },
  );
}

/** Every mutant of the rules: `.cargo/mutants.toml` says which files those are. */
export async function list(): Promise<Mutant[]> {
  return (JSON.parse(await tool(ROOT, ['--list', '--json', '--package', 'hallpass-core'])) as Listed[]).map(named);
}

/** A copy of the sources, in which mutants are made one after another. What was compiled before is used again. */
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

  /** Writes a file, unless it is there: a file that is written is compiled. */
  put(path: string, content: Buffer | string): void {
    const to = join(this.folder, path);
    if (existsSync(to) && readFileSync(to).equals(Buffer.from(content))) return;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }

  /** The fast tests on the sources as they are. Only where they pass does a failure say anything of a mutant. */
  async baseline(): Promise<void> {
    const words = ['test', '--locked', '--package', 'hallpass-core', '--profile', 'mutants', '--lib', '--test=vectors', '--', ...skipping(SLOW)];
    await run('cargo', words, options(this.folder, { PROPTEST_CASES: FEW_CASES }));
  }

  /** Tries mutants: those of whole files, or single ones by their names. */
  async try(which: Which, tests: Tests): Promise<Outcome[]> {
    const out = join(WORK, `out-${this.#thread}`);
    rmSync(out, { recursive: true, force: true });
    const words = ['--in-place', '--package', 'hallpass-core', '--profile', 'mutants', '--no-shuffle', '--baseline', 'skip', '--output', out];
    words.push('--timeout', tests === 'all' ? SECONDS.all : SECONDS.fast);
    // `--file` would add to the files of `.cargo/mutants.toml`; a mutant's name begins with its file.
    for (const file of which.files ?? []) words.push('--re', `^${escaped(file)}:`);
    for (const name of which.names ?? []) words.push('--re', `^${escaped(name)}$`);
    if (tests === 'all') words.push('--test-package', 'hallpass-core,hallpass-protocol');
    else words.push('--cargo-arg=--lib', ...(isFor(VECTORS, which) ? ['--cargo-arg=--test=vectors'] : []), '--', '--', ...skipping(typeof tests === 'object' ? [...SLOW, tests.without] : SLOW));
    await tool(this.folder, words, tests === 'all' ? {} : { PROPTEST_CASES: FEW_CASES });
    const { outcomes } = JSON.parse(readFileSync(join(out, 'mutants.out/outcomes.json'), 'utf8')) as {
      outcomes: readonly { readonly summary: Outcome['summary']; readonly scenario: 'Baseline' | { readonly Mutant: Listed } }[];
    };
    // cargo-mutants 27.1 tries a struct's fields whatever it was asked for.
    const isAsked = ({ file, name }: Mutant): boolean => which.files?.includes(file) === true || which.names?.includes(name) === true;
    return outcomes.flatMap(({ summary, scenario }) => (scenario === 'Baseline' ? [] : [{ ...named(scenario.Mutant), summary }])).filter(isAsked);
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
type Which = { readonly files?: readonly string[]; readonly names?: readonly string[] };
const isFor = (files: RegExp, { files: whole = [], names = [] }: Which): boolean => [...whole, ...names].some((each) => files.test(each));
const skipping = (names: readonly string[]): string[] => names.flatMap((name) => ['--skip', name]);
