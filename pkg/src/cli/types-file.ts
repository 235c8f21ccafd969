/** Which file `hallpass types` writes: one that the project's TypeScript reads. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { tsconfigFolders } from './tsconfig-files.ts';

/** The first words of the files that this command writes. */
export const MARK = '// Written by `npx hallpass types`';

const NAME = 'hallpass.d.ts';
const OTHER_NAME = 'hallpass-policy.d.ts';
/** TypeScript reads `hallpass.ts` instead of `hallpass.d.ts` beside it. */
const SHADOWS = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs'];

/** A file, relative to the project, and why it is this one. */
export interface TypesFile {
  readonly file: string;
  readonly reason?: string;
  /** What is wrong and how to mend it. */
  readonly warning?: string;
}

/** The file for a project. */
export const chooseTypesFile = (project: string): TypesFile => {
  const found = tsconfigFolders(project);
  const folder = folderIn(found?.folders ?? ['.']);
  const file = join(folder ?? '.', NAME);
  const shadow = shadowOf(project, file);
  const chosen = shadow === undefined ? file : join(dirname(file), OTHER_NAME);
  const reasons = [
    folder !== undefined && folder !== '.' && found ? `where ${found.config} looks` : '',
    shadow === undefined ? '' : `because TypeScript reads ${shadow} instead of a ${NAME} beside it`,
  ].filter(Boolean);
  const warning = folder === undefined && found ? `${found.config} includes single files only: add \`${chosen}\` to its \`files\`` : staleFile(project, chosen);
  return { file: chosen, ...(reasons.length > 0 && { reason: reasons.join(', ') }), ...(warning !== undefined && { warning }) };
};

/** A warning for a file that the user has named. */
export const warningAbout = (project: string, file: string): string | undefined => {
  const shadow = shadowOf(project, file);
  if (shadow !== undefined) return `TypeScript reads ${shadow} instead of ${basename(file)} beside it: choose another name with --out`;
  const found = tsconfigFolders(project);
  const isIncluded = !found || found.folders.some((folder) => folder === '.' || `${dirname(file)}/`.startsWith(`${folder}/`));
  return isIncluded ? undefined : `${found.config} does not include ${file}: add it there, or leave --out away`;
};

/** The project itself if it is included, else `src` if that is, else the first folder. */
const folderIn = (folders: readonly string[]): string | undefined => ['.', 'src'].find((each) => folders.includes(each)) ?? folders[0];

const shadowOf = (project: string, file: string): string | undefined => {
  const stem = file.replace(/\.d\.ts$/, '');
  return SHADOWS.map((extension) => stem + extension).find((each) => existsSync(join(project, each)));
};

/** An earlier run's file at another place, which would declare the same names twice. */
const staleFile = (project: string, chosen: string): string | undefined => {
  const folder = dirname(chosen);
  const earlier = [NAME, join(folder, NAME), join(folder, OTHER_NAME)].find((file) => {
    const path = join(project, file);
    return join(file) !== join(chosen) && existsSync(path) && readFileSync(path, 'utf8').startsWith(MARK);
  });
  return earlier === undefined ? undefined : `delete \`${earlier}\`, which an earlier run wrote: its names may be outdated`;
};
