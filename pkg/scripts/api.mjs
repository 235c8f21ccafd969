// The public API: for each entry of the package one file with every declaration that it leads to. Declarations that several entries
// share are in `shared.d.ts`, and the entries name them, so that a change of a type shows once. `node scripts/api.mjs` writes the files
// from `dist` into `api`, where a change of the API shows in a diff; a test compares the two.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const golden = join(root, 'api');

/** The options of the compiler that api-extractor brings: it reads declarations only. */
const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  skipLibCheck: true,
};

/** The file of each entry in `api`, and its declarations in `dist`. */
function entries() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([name, { types }]) => {
    // Those of the built Worker are written by hand, beside it.
    if (!types?.startsWith('./dist/')) return [];
    const file = name === '.' ? 'index' : name.slice('./'.length).replaceAll('/', '-');
    return [[`${file}.d.ts`, join(root, types)]];
  });
}

/** Writes the declarations that `source` leads to into one file. */
function rollUp(source, file) {
  const silent = { default: { logLevel: 'none' } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: source,
      compiler: { overrideTsconfig: { compilerOptions, files: [source] } },
      dtsRollup: { enabled: true, untrimmedFilePath: file },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const messageCallback = (message) => {
    if (message.logLevel === 'info' || message.logLevel === 'verbose') message.handled = true;
  };
  const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback });
  if (!succeeded) throw new Error(`could not read the declarations of ${source}`);
}

const SHARED = 'shared.d.ts';

/** The declarations of a file, each with its comment. In them, only indented lines and closing braces follow an empty line. */
const declarationsOf = (text) => text.trimEnd().split(/\n\n(?=[^\s}])/);

/** A declaration without `export`, and its name if it has one. */
function parseDeclaration(text) {
  const [line, exported, name] = /^(export )?declare (?:abstract )?[a-z]+ (\w+)/m.exec(text) ?? [];
  return { name, isExported: exported !== undefined, text: line ? text.replace(line, line.replace(/^export /, '')) : text };
}

/** Moves declarations that several files have into `shared.d.ts`. Of different ones with the same name, only the first moves. */
export function withSharedDeclarations(files) {
  const counts = new Map();
  const parsed = [...files].map(([file, text]) => [file, declarationsOf(text).map(parseDeclaration)]);
  for (const { text } of parsed.flatMap(([, declarations]) => declarations)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const shared = new Map();
  for (const { name, text } of parsed.flatMap(([, declarations]) => declarations)) {
    if (name && counts.get(text) > 1 && !shared.has(name)) shared.set(name, text);
  }
  const isShared = ({ name, text }) => name !== undefined && shared.get(name) === text;
  const result = parsed.map(([file, declarations]) => {
    const moved = declarations.filter(isShared);
    const list = (verb, wanted) => moved.filter(({ isExported }) => isExported === wanted).map(({ name }) => `// ${verb} ${name}, of ${SHARED}`).sort();
    const names = [...list('exports', true), ...list('uses', false)];
    const own = declarations.filter((each) => !isShared(each)).map(({ text, isExported }) => (isExported ? text.replace(/^declare /m, 'export declare ') : text));
    return [file, `${[...(names.length ? [names.join('\n')] : []), ...own].join('\n\n')}\n`];
  });
  const texts = [...shared].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return new Map([...result, [SHARED, `${texts.join('\n\n')}\n`]]);
}

/** The public declarations as built, by the file's name in `api`. */
export function publicDeclarations() {
  const folder = join(root, '../target/hallpass/api');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = entries().map(([name, source]) => {
    const file = join(folder, name);
    rollUp(source, file);
    return [name, readFileSync(file, 'utf8')];
  });
  return withSharedDeclarations(files);
}

/** The golden copies, by the file's name in `api`. */
export function goldenDeclarations() {
  return new Map(readdirSync(golden).map((name) => [name, readFileSync(join(golden, name), 'utf8')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = publicDeclarations();
  rmSync(golden, { recursive: true, force: true });
  mkdirSync(golden);
  for (const [name, text] of built) writeFileSync(join(golden, name), text);
}
