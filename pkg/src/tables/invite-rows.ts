/** People to invite, from a table or from a list of addresses: what to send for each row, or what is wrong with it. */

import { LIMITS } from '../generated.ts';
import type { NewInvite } from '../operation-types.ts';
import type { Assignment } from '../policy-names.ts';
import type { TableProblem } from '../words/table-problems.ts';
import { type Assignment as AssignmentCells, CellError, type PolicyNames, readAssignment, readGrants } from './access-cells.ts';
import { CsvError, hasColumn, readRows, type Row } from './csv.ts';

/** A row, and the invite that it asks for or what is wrong with it. */
export type InviteRow = { readonly line: number; readonly email: string } & (
  | { readonly invite: NewInvite & { readonly email: string }; readonly problem?: undefined }
  | { readonly invite?: undefined; readonly problem: TableProblem }
);

/** A project that the column `projects` may name: by its id, the platform's own id, or its name. */
export interface NamedProject {
  readonly id: string;
  readonly name: string;
  readonly externalId?: string | undefined;
}

/** What the cells of a table refer to. */
export interface InviteRowContext {
  readonly policy: PolicyNames;
  readonly projects?: readonly NamedProject[];
  /** What rows say that have no cell for it, and the addresses of a list. */
  readonly defaults?: Partial<Omit<NewInvite, 'email' | 'role'>> & Partial<Pick<Assignment, 'role'>>;
}

/** The columns of a table besides `email`. */
export const INVITE_COLUMNS = ['role', 'permissions', 'projects', 'note', 'expiresIn', 'membershipExpiresIn', 'locale'] as const;

/**
 * Reads a CSV file with a column `email`, or addresses that are separated by commas, semicolons or line ends.
 *
 * Throws a `CsvError` for a table that cannot be read at all, such as one with an unknown column.
 */
export const readInviteRows = (text: string, context: InviteRowContext): readonly InviteRow[] => {
  const rows = hasColumn(text, 'email') ? tableRows(text, context) : listRows(text, context);
  return withoutRepeats(rows);
};

const tableRows = (text: string, context: InviteRowContext): readonly InviteRow[] =>
  readRows(text, ['email'], INVITE_COLUMNS).map((row) => {
    if (row instanceof CsvError) return { line: row.line, email: '', problem: row.problem };
    const email = row.cells['email'] ?? '';
    return rowOf(row.line, email, () => inviteOf(row, context));
  });

/** Addresses as people copy them from a mail: `Kim <kim@example.com>, lee@example.com`. */
const listRows = (text: string, { defaults = {}, policy }: InviteRowContext): readonly InviteRow[] =>
  text.split(/\r\n|\r|\n/).flatMap((line, index) =>
    line
      .split(/[,;]/)
      .map((entry) => /<([^<>]*)>\s*$/.exec(entry)?.[1]?.trim() ?? entry.trim())
      .filter((email) => email !== '')
      .map((email) => rowOf(index + 1, email, () => ({ ...defaults, ...assignmentOf('', '', defaults, policy) }))),
  );

const rowOf = (line: number, email: string, read: () => Omit<NewInvite, 'email'>): InviteRow => {
  try {
    return { line, email, invite: { email: checkedAddress(email), ...read() } };
  } catch (error) {
    if (error instanceof CellError) return { line, email, problem: error.problem };
    throw error;
  }
};

const inviteOf = ({ cells }: Row, { policy, projects = [], defaults = {} }: InviteRowContext): Omit<NewInvite, 'email'> => {
  const { role = '', permissions = '', projects: grants = '', note = '', expiresIn = '', membershipExpiresIn = '', locale = '' } = cells;
  return {
    ...defaults,
    ...assignmentOf(role, permissions, defaults, policy),
    ...(grants && { projects: readGrants(grants, policy).map((grant) => ({ ...grant, project: projectNamed(grant.project, projects) })) }),
    ...(note && { note: checkedNote(note) }),
    ...(expiresIn && { expiresIn: readDuration('expiresIn', expiresIn) }),
    ...(locale && { locale }),
    ...(membershipExpiresIn && { membershipExpiresIn: readDuration('membershipExpiresIn', membershipExpiresIn) }),
  };
};

const assignmentOf = (role: string, permissions: string, defaults: Partial<Assignment>, policy: PolicyNames): AssignmentCells => {
  if (role !== '' || permissions !== '') return readAssignment(role || 'custom', permissions, policy);
  if (defaults.role === undefined) throw new CellError({ code: 'role_empty' });
  return { role: defaults.role, ...(defaults.permissions && { permissions: defaults.permissions }) };
};

/** The edge knows which addresses are valid; this finds what is none at all. */
const checkedAddress = (email: string): string => {
  if (email === '') throw new CellError({ code: 'email_empty' });
  if (!/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(email)) throw new CellError({ code: 'email_invalid', email });
  if (email.length > LIMITS.addressCharacters) throw new CellError({ code: 'cell_too_long', column: 'email', most: LIMITS.addressCharacters });
  return email;
};

const checkedNote = (note: string): string => {
  if ([...note.normalize('NFC')].length > LIMITS.noteCharacters) throw new CellError({ code: 'cell_too_long', column: 'note', most: LIMITS.noteCharacters });
  return note;
};

const projectNamed = (name: string, projects: readonly NamedProject[]): string => {
  const found = projects.find(({ id }) => id === name) ?? projects.find(({ externalId }) => externalId === name);
  const named = projects.filter((project) => project.name === name);
  const id = found?.id ?? (named.length === 1 ? named[0]?.id : undefined);
  if (id !== undefined) return id;
  throw new CellError({ code: named.length > 1 ? 'project_ambiguous' : 'project_unknown', project: name });
};

const SECONDS_PER: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a duration: seconds, or a number with a unit, such as `12h`, `7d` or `1,5 d`. Numbers may be grouped (`604.800`) and
 * have a decimal comma, as spreadsheets write them.
 *
 * Throws a `CellError`.
 */
export const readDuration = (column: string, cell: string): number => {
  const [, number = '', unit = 's'] = /^([\d.,'’\u00a0\u202f ]*\d)\s*([smhdw]?)$/i.exec(cell.trim()) ?? [];
  const seconds = Math.round(readNumber(number) * (SECONDS_PER[unit.toLowerCase() || 's'] ?? Number.NaN) * 1000) / 1000;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LIMITS.expiresInSeconds) return seconds;
  throw new CellError({ code: 'duration_invalid', column, cell });
};

const readNumber = (text: string): number => {
  if (/^\d{1,3}([.,'’\u00a0\u202f ])\d{3}(\1\d{3})*$/.test(text)) return Number(text.replace(/\D/g, ''));
  return /^\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
};

/** A second row for an address says where the first is: an address has one invite at a time. */
const withoutRepeats = (rows: readonly InviteRow[]): readonly InviteRow[] => {
  const lines = new Map<string, number>();
  return rows.map((row) => {
    if (row.invite === undefined) return row;
    const email = row.email.toLowerCase();
    const first = lines.get(email);
    if (first !== undefined) return { line: row.line, email: row.email, problem: { code: 'email_repeated', line: first } };
    lines.set(email, row.line);
    return row;
  });
};
