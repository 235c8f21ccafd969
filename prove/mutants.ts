// Changes each rule of core in every way that cargo-mutants knows: a test must fail, or `explained.json` says why none can. The
// results of each file are stored with the hash of its code, so that only changed files run; `HALLPASS_PROOF_ALL_MUTANTS=1` runs everything.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Copy, hashOf, list, type Mutant, type Outcome } from './kit/mutants.ts';
import { FULL, progress, Random, report, ROOT, scaled, SEED } from './kit/proof.ts';
import { runProof } from './kit/time-limit.ts';

const RECORD = join(ROOT, 'prove/mutants/record.json');
const EXPLAINED = join(ROOT, 'prove/mutants/explained.json');
const ALL_MUTANTS = process.env['HALLPASS_PROOF_ALL_MUTANTS'] === '1';
/** Recorded as caught, and tested again. */
const SAMPLE = scaled(8, 4);
const THREADS = 2;
const SURVIVORS = 'survivors without an explanation';
const REASONS = 'explanations without a survivor';

/** The results of one file. */
interface FileResults {
  readonly sha256: string;
  readonly caught: number;
  readonly endless: number;
  readonly unviable: number;
  readonly survived: readonly string[];
}
const NO_RESULTS: FileResults = { sha256: '', caught: 0, endless: 0, unviable: 0, survived: [] };
type ResultsByFile = Record<string, FileResults>;

/** Why no test can distinguish a mutant from the code. */
interface Explained {
  readonly file: string;
  readonly mutant: string;
  readonly reason: string;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const isMissed = ({ summary }: Outcome): boolean => summary === 'MissedMutant';

/** The mutants that survive the fast tests and then all tests. */
async function survivors(copy: Copy, tried: readonly Outcome[]): Promise<Outcome[]> {
  const names = tried.filter(isMissed).map((each) => each.name);
  return names.length === 0 ? [] : (await copy.try({ names }, 'all')).filter(isMissed);
}

/** Tests mutants of a file, and adds the results to those of its other mutants. */
async function run(copy: Copy, file: string, which: { readonly files: string[] } | { readonly names: readonly string[] }, others: FileResults): Promise<FileResults> {
  const outcomes = await copy.try(which, 'fast');
  const count = (summary: Outcome['summary']): number => outcomes.filter((each) => each.summary === summary).length;
  const survived = (await survivors(copy, outcomes)).map((each) => each.name).toSorted();
  const [endless, unviable] = [count('Timeout'), count('Unviable')];
  const caught = outcomes.length - endless - unviable - survived.length;
  return { sha256: hashOf(file), caught: others.caught + caught, endless: others.endless + endless, unviable: others.unviable + unviable, survived };
}

/** Updates the record, and writes it after each file, so that an interrupted run loses little. */
async function update(copies: readonly Copy[], record: ResultsByFile, files: readonly string[]): Promise<void> {
  const print = progress();
  const left = files.filter((file) => record[file]?.sha256 !== hashOf(file) || record[file].survived.length > 0);
  const thread = async (copy: Copy): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const before = record[file];
      // Survivors are tested again: tests may have been added.
      const isUnchanged = before?.sha256 === hashOf(file);
      const results = isUnchanged ? await run(copy, file, { names: before.survived }, before) : await run(copy, file, { files: [file] }, NO_RESULTS);
      record[file] = results;
      print(`${file}: ${results.caught} caught, ${results.survived.length} survived; ${left.length} files left`);
      const sorted = Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
      writeFileSync(RECORD, `${JSON.stringify(sorted, null, 1)}\n`);
    }
  };
  await Promise.all(copies.map(thread));
}

/** Survivors without an explanation, and explanations without a survivor. Each explanation counts for one survivor. */
function compare(record: ResultsByFile, explained: readonly Explained[]): { unexplained: string[]; unused: string[] } {
  const left = explained.map((each) => `${each.file}: ${each.mutant}`);
  const unexplained = Object.values(record)
    .flatMap(({ survived }) => survived)
    .filter((name) => {
      const at = left.indexOf(name.replace(/:\d+:\d+: /, ': '));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  return { unexplained, unused: left };
}

/** Tests a sample of the mutants that are recorded as caught. Returns the survivors. */
async function sample(copy: Copy, all: readonly Mutant[], record: ResultsByFile): Promise<string[]> {
  const random = new Random(SEED);
  const caught = all.filter(({ file, name }) => record[file] !== undefined && !record[file].survived.includes(name));
  const sampled = new Set(Array.from({ length: SAMPLE }, () => caught[random.below(caught.length)]?.name).filter((name) => name !== undefined));
  const outcomes = sampled.size === 0 ? [] : await copy.try({ names: [...sampled] }, 'fast');
  return (await survivors(copy, outcomes)).map((each) => each.name);
}

/** Adds a rule without a test: its mutants must survive. */
async function planted(copy: Copy): Promise<number> {
  const file = 'crates/core/src/masked.rs';
  const rule = '\nimpl MaskedAddress {\n    /// Planted: no test covers it.\n    #[must_use]\n    pub const fn planted(bytes: usize) -> bool {\n        bytes > 254\n    }\n}\n';
  copy.put(file, readFileSync(join(ROOT, file), 'utf8') + rule);
  const all = await copy.try({ files: [file] }, 'fast');
  copy.put(file, readFileSync(join(ROOT, file)));
  return all.filter((each) => each.what.includes('planted') && isMissed(each)).length;
}

/** Tests the mutants of one rule without the tests of accounts: some must survive. */
async function untested(copy: Copy): Promise<number> {
  const outcomes = await copy.try({ files: ['crates/core/src/account/decline.rs'] }, { without: 'account' });
  return outcomes.filter(isMissed).length;
}

async function main(): Promise<void> {
  const all = await list();
  const files = [...new Set(all.map((each) => each.file))];
  const record = ALL_MUTANTS || !existsSync(RECORD) ? {} : read<ResultsByFile>(RECORD);
  for (const file of Object.keys(record)) if (!files.includes(file)) delete record[file];
  const explained = read<Explained[]>(EXPLAINED);
  const copies: Copy[] = [];
  for (let thread = 0; thread < (FULL ? THREADS : 1); thread += 1) copies.push(await Copy.make(thread));
  const [copy] = copies;
  if (copy === undefined) throw new Error('no copy was made');
  if (FULL) await update(copies, record, files);
  const current = Object.fromEntries(Object.entries(record).filter(([file, { sha256 }]) => sha256 === hashOf(file)));
  const isCurrent = ({ file }: { readonly file: string }): boolean => current[file] !== undefined;
  const sampled = await sample(copy, all.filter(isCurrent), current);
  const { unexplained, unused } = compare(current, explained.filter((each) => isCurrent(each) || !files.includes(each.file)));
  const withMadeUp = compare(current, [...explained, { file: 'crates/core/src/gate.rs', mutant: 'replace + with - in nothing', reason: 'made up' }]);
  const sum = (of: (results: FileResults) => number): number => Object.values(current).reduce((total, results) => total + of(results), 0);
  report({
    figures: [
      { name: 'mutants of the rules', value: sum((results) => results.caught + results.endless + results.unviable + results.survived.length), at_least: FULL ? all.length : 1 },
      { name: 'caught by a test that fails', value: sum((results) => results.caught), unit: 'mutants', at_least: FULL ? 700 : 1 },
      { name: 'caught because a test times out', value: sum((results) => results.endless), unit: 'mutants' },
      { name: 'do not compile', value: sum((results) => results.unviable), unit: 'mutants' },
      { name: 'survive, with an explanation', value: sum((results) => results.survived.length) - unexplained.length, unit: 'mutants' },
      { name: 'files of the rules', value: Object.keys(current).length, at_least: FULL ? files.length : 1 },
      { name: SURVIVORS, value: unexplained.length + sampled.length, exactly: 0 },
      { name: REASONS, value: unused.length, exactly: 0 },
    ],
    controls: [
      { fault: 'a rule without a test is added', figures: [{ name: SURVIVORS, value: await planted(copy) }] },
      { fault: 'the tests of accounts do not run', figures: [{ name: SURVIVORS, value: await untested(copy) }] },
      { fault: 'an explanation is made up', figures: [{ name: REASONS, value: withMadeUp.unused.length }] },
    ],
    notes: [
      ...explained.filter((each) => !unused.includes(`${each.file}: ${each.mutant}`)).map((each) => `${each.file}: \`${each.mutant}\` survives: ${each.reason}`),
      ...unexplained.map((each) => `survived: ${each}`),
      ...sampled.map((each) => `survived now: ${each}`),
      ...unused.map((each) => `does not survive: ${each}`),
      ...files.filter((file) => !isCurrent({ file })).map((file) => `newer than its record: ${file}`),
    ],
  });
}

await runProof(main);
