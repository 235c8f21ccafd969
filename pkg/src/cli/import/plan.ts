/** Turns the tables of an import into requests, and finds the rows that are wrong. */

import { createHash } from 'node:crypto';
import { CellError, type PolicyNames, readAssignment, readGrants } from '../../tables/access-cells.ts';
import { readBoolean } from './booleans.ts';
import { ImportCellError, readEnd } from './end-cell.ts';
import { CsvError, readTable, type Row } from '../../tables/csv.ts';
import { decodeText } from '../../tables/encoding.ts';
import { tableProblem } from '../../words/table-problems.ts';

/** The request for one row. */
export interface Step {
  /** A hash of the row: a changed row is another step. */
  readonly key: string;
  /** `users.csv:17`. */
  readonly location: string;
  /** Makes the request when the steps that it depends on are finished; `idOf` is what one of them has made. */
  request(idOf: IdOf): PlannedRequest;
}

/** What a finished step has made. */
export type IdOf = (key: string) => string | undefined;

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
  readonly projects?: SourceFile | undefined;
}

export interface ImportContext extends PolicyNames {
  /** The provider of rows without one. */
  readonly provider?: string;
}

/** The columns of each file. Rows of old files must keep their keys, so these lists do not change. */
const COLUMNS = {
  users: ['subject', 'email', 'emailVerified', 'name'],
  teams: ['externalId', 'name', 'owner'],
  projects: ['team', 'externalId', 'name'],
  members: ['team', 'user', 'role'],
} as const;
const PHASES = ['users', 'teams', 'projects', 'members', 'ends', 'grants'] as const;
/** The phases whose steps are sent team by team: the edge notifies a team's members of changes at the same time together. */
const BY_TEAM: readonly string[] = ['members', 'ends', 'grants'];
const MEMBER_OPTIONS = ['permissions', 'projects', 'expiresAt'];

/** The steps of an import so far, by what each makes. */
interface Steps {
  readonly users: Map<string, Step>;
  readonly teams: Map<string, Step>;
  readonly projects: Map<string, Step>;
  readonly members: Map<string, Step>;
  /** Ends of memberships, and grants in projects, of the rows of members. */
  readonly ends: Map<string, Step>;
  readonly grants: Map<string, Step>;
}

/** Plans an import. Rows may refer only to users, teams and projects of these files. */
export const planImport = (files: SourceFiles, context: ImportContext): Plan => {
  const findings: Findings = { problems: [], warnings: [] };
  const steps: Steps = { users: new Map(), teams: new Map(), projects: new Map(), members: new Map(), ends: new Map(), grants: new Map() };
  for (const row of readRows(files.users, COLUMNS.users, [], context, findings)) planUser(row, steps);
  for (const row of readRows(files.teams, COLUMNS.teams, [], context, findings)) planTeam(row, steps);
  for (const row of readRows(files.projects, COLUMNS.projects, [], context, findings)) planProject(row, steps);
  for (const row of readRows(files.members, COLUMNS.members, MEMBER_OPTIONS, context, findings)) planMember(row, steps, context);
  const isShown = (name: keyof Steps): boolean => (name === 'ends' || name === 'grants' ? steps[name].size > 0 : files[name] !== undefined);
  const phases = PHASES.filter(isShown).map((name) => ({ name, steps: BY_TEAM.includes(name) ? sortByTeam(steps[name]) : [...steps[name].values()] }));
  return { ...findings, phases };
};

/** Steps whose names begin with their team's, one team after the other. */
const sortByTeam = (steps: ReadonlyMap<string, Step>): Step[] => {
  const teamOf = (name: string): string => name.split('\0', 1)[0] ?? '';
  return [...steps].toSorted(([one], [other]) => teamOf(one).localeCompare(teamOf(other))).map(([, step]) => step);
};

const planUser = (row: ImportRow, { users }: Steps): void => {
  const { subject = '', email = '', emailVerified = '', name = '' } = row.cells;
  const isVerified = readBoolean(emailVerified);
  if (isVerified === undefined) return row.refuse('emailVerified is `true` or `false`');
  if (!email.includes('@')) return row.refuse('email is not an address');
  if (name.trim() === '') return row.refuse('name is empty');
  const body = { provider: row.provider, subject, email, emailVerified: isVerified, name };
  row.add(users, row.userName(subject), () => ({ method: 'PUT', path: '/v1/users', body }));
};

const planTeam = (row: ImportRow, { users, teams }: Steps): void => {
  const { externalId = '', name = '', owner = '' } = row.cells;
  const ownerStep = users.get(row.userName(owner));
  if (!ownerStep) return row.refuse(`owner \`${owner}\` is not among the users`);
  if (!EXTERNAL_ID.test(externalId)) return row.refuse('externalId is 1 to 128 visible ASCII characters');
  if (name.trim() === '') return row.refuse('name is empty');
  row.add(teams, externalId, (idOf) => ({ method: 'POST', path: '/v1/accounts', body: { name, owner: idOf(ownerStep.key), externalId } }));
};

const planProject = (row: ImportRow, { teams, projects }: Steps): void => {
  const { team = '', externalId = '', name = '' } = row.cells;
  const teamStep = teams.get(team);
  if (!teamStep) return row.refuse(`team \`${team}\` is not among the teams`);
  if (!EXTERNAL_ID.test(externalId)) return row.refuse('externalId is 1 to 128 visible ASCII characters');
  if (name.trim() === '') return row.refuse('name is empty');
  row.add(projects, projectName(team, externalId), (idOf) => ({
    method: 'POST', path: `/v1/accounts/${idOf(teamStep.key)}/projects`, body: { name, externalId },
  }));
};

const planMember = (row: ImportRow, steps: Steps, context: ImportContext): void => {
  const { team = '', user = '', role = '', permissions = '', projects = '', expiresAt = '' } = row.cells;
  const [teamStep, userStep] = [steps.teams.get(team), steps.users.get(row.userName(user))];
  if (!teamStep) return row.refuse(`team \`${team}\` is not among the teams`);
  if (!userStep) return row.refuse(`user \`${user}\` is not among the users`);
  const name = `${team}\0${row.userName(user)}`;
  try {
    const assignment = readAssignment(role, permissions, context);
    const grants = readGrants(projects, context).map((grant) => ({ ...grant, step: findProject(steps, team, grant.project) }));
    const end = expiresAt === '' ? undefined : readEnd(expiresAt);
    const account = (idOf: IdOf): string => `/v1/accounts/${idOf(teamStep.key)}`;
    const member = (idOf: IdOf): string => `${account(idOf)}/members/${idOf(userStep.key)}`;
    row.add(steps.members, name, (idOf) => ({ method: 'PUT', path: member(idOf), body: { ...assignment } }));
    if (end !== undefined) row.add(steps.ends, name, (idOf) => ({ method: 'PATCH', path: member(idOf), body: { expiresAt: end } }), 'end');
    for (const { project, step, ...grant } of grants) {
      const path = (idOf: IdOf): string => `${account(idOf)}/projects/${idOf(step.key)}/members/${idOf(userStep.key)}`;
      row.add(steps.grants, `${name}\0${project}`, (idOf) => ({ method: 'PUT', path: path(idOf), body: grant }), `grant ${project}`);
    }
  } catch (error) {
    if (!(error instanceof CellError || error instanceof ImportCellError)) throw error;
    row.refuse(error.message);
  }
};

const findProject = ({ projects }: Steps, team: string, project: string): Step => {
  const step = projects.get(projectName(team, project));
  if (step) return step;
  throw new ImportCellError(`projects \`${project}\` isn't among the projects of team \`${team}\`: add it to the file of --projects`);
};

const EXTERNAL_ID = /^[\x21-\x7e]{1,128}$/;

/** A project by its team and its external id. */
const projectName = (team: string, externalId: string): string => `${team}\0${externalId}`;

/** A row with its provider. */
interface ImportRow {
  readonly cells: Row['cells'];
  readonly provider: string;
  /** Names a user of this row's provider. */
  userName(subject: string): string;
  /** Adds a step of the row under a name that only one row may have. `part` names each step but the first. */
  add(steps: Map<string, Step>, name: string, request: Step['request'], part?: string): void;
  /** Reports what is wrong with the row. */
  refuse(problem: string): void;
}

const readRows = (
  file: SourceFile | undefined,
  columns: readonly string[],
  options: readonly string[],
  context: ImportContext,
  findings: Findings,
): ImportRow[] => {
  if (!file) return [];
  return parseTable(file, columns, [...options, 'provider'], findings).flatMap((row) => {
    const location = `${file.name}:${row.line}`;
    const refuse = (problem: string): void => void findings.problems.push(`${location}: ${problem}`);
    const provider = row.cells['provider'] || context.provider;
    if (provider === undefined) {
      refuse('no provider: pass --provider or add the column');
      return [];
    }
    const content = JSON.stringify([columns, provider, row.cells]);
    const keyOf = (part: string): string => createHash('sha256').update(content + part).digest('base64url');
    const add: ImportRow['add'] = (steps, name, request, part = '') => {
      const other = steps.get(name);
      if (other) return refuse(`the same as ${other.location}`);
      steps.set(name, { key: keyOf(part), location, request });
    };
    return [{ cells: row.cells, provider, userName: (subject: string) => `${provider}\0${subject}`, add, refuse }];
  });
};

const parseTable = (file: SourceFile, columns: readonly string[], options: readonly string[], { problems, warnings }: Findings): Row[] => {
  try {
    const { text, warning } = decodeText(file.bytes);
    if (warning !== undefined) warnings.push(`${file.name}: ${tableProblem(warning)}`);
    return readTable(text, columns, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push(`${file.name}:${error.line}: ${error.message}`);
    return [];
  }
};
