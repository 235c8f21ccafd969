/** The built edges that the published package contains. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from './command.ts';

/** A folder of the published package. Throws a `CommandFailed` where it is missing, as in a checkout. */
export const packagedFolder = (name: 'worker' | 'worker-dev'): string => {
  const folder = fileURLToPath(new URL(`../${name}/`, import.meta.url));
  if (!existsSync(join(folder, 'index_bg.wasm'))) {
    throw new CommandFailed(`the package is incomplete: \`${folder}\` has no built edge`);
  }
  return folder;
};

/** The path of the policy that the package comes with. */
export const packagedPolicy = (): string => join(packagedFolder('worker'), 'policy.toml');
