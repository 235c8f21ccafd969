/** The built edges and the console that the published package contains. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from './command.ts';

/** The folders, each with a file by which a complete one is known. */
const FOLDERS = { worker: 'index_bg.wasm', 'worker-dev': 'index_bg.wasm', 'worker-start': 'front.mjs', console: 'index.html' };

/** A folder of the published package. Throws a `CommandFailed` where it is missing, as in a checkout. */
export const packagedFolder = (name: keyof typeof FOLDERS): string => {
  const folder = fileURLToPath(new URL(`../${name}/`, import.meta.url));
  if (!existsSync(join(folder, FOLDERS[name]))) {
    throw new CommandFailed(`the package is incomplete: \`${folder}\` has no \`${FOLDERS[name]}\``);
  }
  return folder;
};

/** The path of the policy that the package comes with. */
export const packagedPolicy = (): string => join(packagedFolder('worker'), 'policy.toml');

/** The version of the package. */
export const packageVersion = (): string => (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
