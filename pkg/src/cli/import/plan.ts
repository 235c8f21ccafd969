/** Turns the tables of an import into requests, and finds the rows that are wrong. */

import { createHash } from 'node:crypto';
import { readBoolean } from './booleans.ts';
import { CsvError, readTable, type Row } from './csv.ts';
import { decodeText } from './encoding.ts';

/** The request for one row. */
export interface Step {
  /** A hash of the row: a changed row is another step. */
  readonly key: string;
  /** `users.csv:17`. */
  readonly location: string;
  /** Makes the request when the steps that it depends on are finished; `idOf` is what one of them has made. */
  request(idOf: (key: string) => string | undefined): PlannedRequest;
}

export interface PlannedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Steps that do not depend on each other. */
export interface Phase {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly phases: readonly Phase[];
  readonly problems: readonly string[];
  /** How files were read, where that is a guess. */
  readonly warnings: readonly string[];
}

interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface SourceFiles {
  readonly users: SourceFile | undefined;
  readonly teams: SourceFile | undefined;
  readonly members: SourceFile | undefined;
}

export interface ImportContext {
  /** The roles of the policy. */
  readonly roles: readonly string[];
  /** The provider of rows without one. */
  readonly provider?: string;
}

/** Plans an import. Rows may refer only to users and teams of these files. */
export const planImport = (files: SourceFiles, context: ImportContext): Plan => {
  const findings: Findings = { problems: [], warnings: [] };
  const users = new Map<string, Step>();
  const teams = new Map<string, Step>();
  const members = new Map<string, Step>();
  for (const row of readRows(files.users, ['subject', 'email', 'emailVerified', 'name'], context, findings)) planUser(row, users);
  for (const row of readRows(files.teams, ['externalId', 'name', 'owner'], context, findings)) planTeam(row, users, teams);
  for (const row of readRows(files.members, ['team', 'user', 'role'], context, findings)) {
    planMember(row, users, teams, members, context.roles);
  }
  const phase = (name: string, file: SourceFile | undefined, steps: Map<string, Step>): Phase[] =>
    file ? [{ name, steps: [...steps.values()] }] : [];
  return {
    ...findings,
    phases: [...phase('users', files.users, users), ...phase('teams', files.teams, teams), ...phase('members', files.members, members)],
  };
};

const planUser = (row: ImportRow, users: Map<string, Step>): void => {
  const { subject = '', email = '', emailVerified = '', name = '' } = row.cells;
  const isVerified = readBoolean(emailVerified);
  if (isVerified === undefined) return row.refuse('emailVerified is `true` or `false`');
  if (!email.includes('@')) return row.refuse('email is not an address');
  if (name.trim() === '') return row.refuse('name is empty');
  const body = { provider: row.provider, subject, email, emailVerified: isVerified, name };
  row.add(users, row.userName(subject), () => ({ method: 'PUT', path: '/v1/users', body }));
};

const planTeam = (row: ImportRow, users: Map<string, Step>, teams: Map<string, Step>): void => {
  const { externalId = '', name = '', owner = '' } = row.cells;
  const ownerStep = users.get(row.userName(owner));
  if (!ownerStep) return row.refuse(`owner \`${owner}\` is not among the users`);
  if (!/^[\x21-\x7e]{1,128}$/.test(externalId)) return row.refuse('externalId is 1 to 128 visible ASCII characters');
  if (name.trim() === '') return row.refuse('name is empty');
  row.add(teams, externalId, (idOf) => ({ method: 'POST', path: '/v1/accounts', body: { name, owner: idOf(ownerStep.key), externalId } }));
};

const planMember = (
  row: ImportRow,
  users: Map<string, Step>,
  teams: Map<string, Step>,
  members: Map<string, Step>,
  roles: readonly string[],
): void => {
  const { team = '', user = '', role = '' } = row.cells;
  const [teamStep, userStep] = [teams.get(team), users.get(row.userName(user))];
  if (!teamStep) return row.refuse(`team \`${team}\` is not among the teams`);
  if (!userStep) return row.refuse(`user \`${user}\` is not among the users`);
  if (!roles.includes(role)) return row.refuse(`role \`${role}\` is none of ${roles.join(', ')}`);
  row.add(members, `${team}\0${row.userName(user)}`, (idOf) => ({
    method: 'PUT', path: `/v1/accounts/${idOf(teamStep.key)}/members/${idOf(userStep.key)}`, body: { role },
  }));
};

/** A row with its provider. */
interface ImportRow {
  readonly cells: Row['cells'];
  readonly provider: string;
  /** Names a user of this row's provider. */
  userName(subject: string): string;
  /** Adds the row's step under a name that only one row may have. */
  add(steps: Map<string, Step>, name: string, request: Step['request']): void;
  /** Reports what is wrong with the row. */
  refuse(problem: string): void;
}

const readRows = (
  file: SourceFile | undefined,
  columns: readonly string[],
  context: ImportContext,
  findings: Findings,
): ImportRow[] => {
  if (!file) return [];
  return parseTable(file, columns, findings).flatMap((row) => {
    const location = `${file.name}:${row.line}`;
    const refuse = (problem: string): void => void findings.problems.push(`${location}: ${problem}`);
    const provider = row.cells['provider'] || context.provider;
    if (provider === undefined) {
      refuse('no provider: pass --provider or add the column');
      return [];
    }
    const content = JSON.stringify([columns, provider, row.cells]);
    const key = createHash('sha256').update(content).digest('base64url');
    const add: ImportRow['add'] = (steps, name, request) => {
      const other = steps.get(name);
      if (other) return refuse(`the same as ${other.location}`);
      steps.set(name, { key, location, request });
    };
    return [{ cells: row.cells, provider, userName: (subject: string) => `${provider}\0${subject}`, add, refuse }];
  });
};

const parseTable = (file: SourceFile, columns: readonly string[], { problems, warnings }: Findings): Row[] => {
  try {
    const { text, warning } = decodeText(file.bytes);
    if (warning !== undefined) warnings.push(`${file.name}: ${warning}`);
    return readTable(text, columns, ['provider']);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push(`${file.name}:${error.line}: ${error.message}`);
    return [];
  }
};
