// The public API: every declaration that an entry point of the package leads to. `node scripts/api.mjs` writes it from
// `dist` into `api`, where a change of it shows in a diff; a test compares the two.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FROM = /\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)|^import '(\.[^']+)'/gm;

/** Each public declaration by its path below `dist`. */
export const publicDeclarations = () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Those in `dist`: the built Worker's is written where that is built.
  const types = Object.values(exports).flatMap((entry) => entry.types ?? []);
  const next = types.filter((path) => path.startsWith('./dist/')).map((path) => path.slice('./dist/'.length));
  const found = new Map();
  for (const path of next) {
    if (found.has(path)) continue;
    const text = readFileSync(join(root, 'dist', path), 'utf8');
    found.set(path, text);
    for (const [, stated, inline, bare] of text.matchAll(FROM)) {
      const to = normalize(join(dirname(path), stated ?? inline ?? bare)).replaceAll('\\', '/');
      next.push(to.replace(/(\.d)?\.tsx?$|\.js$/, '.d.ts'));
    }
  }
  return found;
};

/** Each golden copy by its path below `api`. */
export const goldenDeclarations = () => {
  const folder = join(root, 'api');
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
    }),
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(join(root, 'api'), { recursive: true, force: true });
  for (const [path, text] of publicDeclarations()) {
    const to = join(root, 'api', path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
}
