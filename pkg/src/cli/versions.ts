/** The versions of workerd and wrangler that the built edge needs, compared before anything is started or written. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed, type Terminal } from './command.ts';

/** The first workerd with the edge's compatibility date. */
const MIN_WORKERD = '1.20261101.0';
/** The first wrangler that reads `[exports]` in wrangler.toml. */
export const MIN_WRANGLER = '4.107.0';
/** What wrangler of today needs. npm installs an old one on an older Node, without saying so. */
const MIN_NODE_OF_WRANGLER = '22.12.0';

/** The path of the project's workerd, or of the one that wrangler brings. Throws a `CommandFailed` that says what to install. */
export const findWorkerd = ({ cwd }: Terminal): string => {
  const installed = [cwd, dirname(fileURLToPath(import.meta.url))].flatMap(workerdsFrom);
  const fitting = installed.find(({ version }) => isAtLeast(version, MIN_WORKERD));
  if (fitting) return fitting.program;
  const found = installed[0] ? `, and finds ${installed[0].version}` : '';
  throw new CommandFailed(`this needs workerd ${MIN_WORKERD} or newer, the local runtime${found}: npm install --save-dev workerd@latest`);
};

/** Throws a `CommandFailed` if the wrangler that `npx wrangler` would run in `folder` is too old. */
export const checkWrangler = (folder: string): void => {
  const version = versionOf('wrangler', createRequire(join(folder, 'package.json')));
  if (version === undefined || isAtLeast(version, MIN_WRANGLER)) return;
  const node = isAtLeast(process.versions.node, MIN_NODE_OF_WRANGLER) ? '' : `install Node ${MIN_NODE_OF_WRANGLER} or newer (this is ${process.versions.node}), then `;
  throw new CommandFailed(`wrangler ${version} is too old for this edge, which needs ${MIN_WRANGLER} or newer: ${node}npm install --save-dev wrangler@latest`);
};

/** A note for Node versions on which npm installs an old wrangler. */
export const nodeNote = (): string | undefined =>
  isAtLeast(process.versions.node, MIN_NODE_OF_WRANGLER)
    ? undefined
    : `wrangler needs Node ${MIN_NODE_OF_WRANGLER} or newer, and this is ${process.versions.node}: install it before the next step`;

interface Workerd {
  readonly version: string;
  readonly program: string;
}

/** The workerd that a folder resolves, then the one that its wrangler resolves. */
const workerdsFrom = (folder: string): Workerd[] => {
  const fromFolder = createRequire(join(folder, 'package.json'));
  const fromWrangler = resolvePath('wrangler', fromFolder);
  return [fromFolder, ...(fromWrangler === undefined ? [] : [createRequire(fromWrangler)])].flatMap((resolver) => {
    const version = versionOf('workerd', resolver);
    return version === undefined ? [] : programOf(version, resolver);
  });
};

const programOf = (version: string, resolver: NodeJS.Require): Workerd[] => {
  // An old one is reported, whatever it exports.
  if (!isAtLeast(version, MIN_WORKERD)) return [{ version, program: '' }];
  try {
    const { default: program } = resolver('workerd') as { default?: unknown };
    return typeof program === 'string' ? [{ version, program }] : [];
  } catch {
    return [];
  }
};

const versionOf = (name: string, resolver: NodeJS.Require): string | undefined => {
  const path = resolvePath(name, resolver);
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version;
};

const resolvePath = (name: string, resolver: NodeJS.Require): string | undefined => {
  try {
    return resolver.resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
};

/** Whether a version is `least` or newer, by its numbers alone. */
export const isAtLeast = (version: string, least: string): boolean => {
  const [have, need] = [version, least].map((text) => (/^[\d.]+/.exec(text)?.[0] ?? '').split('.').map(Number)) as [number[], number[]];
  for (const [index, wanted] of need.entries()) {
    const number = have[index] ?? 0;
    if (number !== wanted) return number > wanted;
  }
  return true;
};
