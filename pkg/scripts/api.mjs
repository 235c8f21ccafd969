// The public API: for each entry of the package one file with every declaration that it leads to. `node scripts/api.mjs` writes
// them from `dist` into `api`, where a change of the API shows in a diff; a test compares the two.
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

/** The public declarations as built, by the file's name in `api`. */
export function publicDeclarations() {
  const folder = join(root, '../target/hallpass/api');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return new Map(
    entries().map(([name, source]) => {
      const file = join(folder, name);
      rollUp(source, file);
      return [name, readFileSync(file, 'utf8')];
    }),
  );
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
