/** What a set of tables asks for, step by step, and every row that cannot be right. */

import { createHash } from 'node:crypto';
import { BadTable, readTable, type Row } from './csv.ts';

/** One request, known by what its row says: a row that is changed is another step. */
export interface Step {
  readonly key: string;
  /** `users.csv:17`. */
  readonly place: string;
  /** Made when its turn comes: `id` gives what an earlier step made. */
  request(id: (key: string) => string | undefined): Request;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Steps that do not need each other. */
export interface Phase {
  readonly what: string;
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly phases: readonly Phase[];
  readonly problems: readonly string[];
}

interface File {
  readonly name: string;
  readonly text: string;
}
export interface Files {
  readonly users: File | undefined;
  readonly teams: File | undefined;
  readonly members: File | undefined;
}
export interface Known {
  readonly roles: readonly string[];
  readonly provider?: string;
}

/** Reads the tables. Whatever names a user or a team must name one of theirs. */
export const plan = (files: Files, known: Known): Plan => {
  const problems: string[] = [];
  const users = new Map<string, Step>();
  const teams = new Map<string, Step>();
  const members = new Map<string, Step>();
  const table = new Table(problems, known);
  table.each(files.users, ['subject', 'email', 'emailVerified', 'name'], (row, say) => {
    const { subject = '', email = '', emailVerified = '', name = '' } = row.cells;
    if (!/^(true|false)$/.test(emailVerified)) return say('emailVerified is `true` or `false`');
    if (!email.includes('@')) return say('email is no address');
    if (name.trim() === '') return say('name is empty');
    const body = { provider: row.provider, subject, email, emailVerified: emailVerified === 'true', name };
    return row.put(users, row.person(subject), () => ({ method: 'PUT', path: '/v1/users', body }));
  });
  table.each(files.teams, ['externalId', 'name', 'owner'], (row, say) => {
    const { externalId = '', name = '', owner = '' } = row.cells;
    const opener = users.get(row.person(owner));
    if (!opener) return say(`owner \`${owner}\` is not among the users`);
    if (!/^[\x21-\x7e]{1,128}$/.test(externalId)) return say('externalId is 1 to 128 visible ASCII characters');
    if (name.trim() === '') return say('name is empty');
    return row.put(teams, externalId, (id) => ({
      method: 'POST', path: '/v1/accounts', body: { name, owner: id(opener.key), externalId },
    }));
  });
  table.each(files.members, ['team', 'user', 'role'], (row, say) => {
    const { team = '', user = '', role = '' } = row.cells;
    const [joined, person] = [teams.get(team), users.get(row.person(user))];
    if (!joined) return say(`team \`${team}\` is not among the teams`);
    if (!person) return say(`user \`${user}\` is not among the users`);
    if (!known.roles.includes(role)) return say(`role \`${role}\` is none of ${known.roles.join(', ')}`);
    return row.put(members, `${team}\0${row.person(user)}`, (id) => ({
      method: 'PUT', path: `/v1/accounts/${id(joined.key)}/members/${id(person.key)}`, body: { role },
    }));
  });
  const phase = (what: string, file: File | undefined, steps: Map<string, Step>): Phase[] =>
    file ? [{ what, steps: [...steps.values()] }] : [];
  return {
    problems,
    phases: [...phase('users', files.users, users), ...phase('teams', files.teams, teams), ...phase('members', files.members, members)],
  };
};

interface Entry {
  readonly cells: Row['cells'];
  readonly provider: string;
  /** A user of this row's provider. */
  person(subject: string): string;
  /** Plans the row's step under a name that only one row may have. */
  put(into: Map<string, Step>, name: string, request: Step['request']): void;
}

class Table {
  readonly #problems: string[];
  readonly #known: Known;

  constructor(problems: string[], known: Known) {
    this.#problems = problems;
    this.#known = known;
  }

  each(file: File | undefined, columns: readonly string[], read: (row: Entry, say: (problem: string) => void) => void): void {
    if (!file) return;
    for (const row of this.#rows(file, columns)) {
      const place = `${file.name}:${row.line}`;
      const say = (problem: string): void => void this.#problems.push(`${place}: ${problem}`);
      const provider = row.cells['provider'] || this.#known.provider;
      if (provider === undefined) {
        say('no provider: say --provider, or add the column');
        continue;
      }
      read({
        cells: row.cells,
        provider,
        person: (subject) => `${provider}\0${subject}`,
        put: (into, name, request) => {
          const other = into.get(name);
          if (other) return say(`the same as ${other.place}`);
          const said = JSON.stringify([columns, provider, row.cells]);
          into.set(name, { key: createHash('sha256').update(said).digest('base64url'), place, request });
        },
      }, say);
    }
  }

  #rows(file: File, columns: readonly string[]): Row[] {
    try {
      return readTable(file.text, columns, ['provider']);
    } catch (error) {
      if (!(error instanceof BadTable)) throw error;
      this.#problems.push(`${file.name}:${error.line}: ${error.message}`);
      return [];
    }
  }
}
