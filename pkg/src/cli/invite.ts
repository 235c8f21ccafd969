/** `hallpass invite`: invites the people of a CSV file to a team, with the identity token of a member who may invite. */

import { createHash } from 'node:crypto';
import { type BulkInviteResult, inviteChunks } from '../invite-chunks.ts';
import { namesIn } from '../tables/access-cells.ts';
import { csvText } from '../tables/csv-cells.ts';
import { CsvError, hasColumn } from '../tables/csv.ts';
import { decodeText } from '../tables/encoding.ts';
import { type InviteRow, type NamedProject, readInviteRows } from '../tables/invite-rows.ts';
import type { Page, Problem } from '../wire.ts';
import { tableProblem } from '../words/table-problems.ts';
import { type Arguments, type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { fetchPolicy } from './edge-policy.ts';
import { readBinaryFile, resolvePath, writeFileAtomically } from './files.ts';
import { Progress } from './import/progress.ts';
import { ServiceClient } from './import/service-client.ts';

const ACCOUNT = /^acc_[\w-]{22}$/;

export const invitePeople: Command = {
  usage: 'invite PEOPLE.csv --endpoint URL --account ID [--role ROLE] [--links FILE] [--token-command CMD] [--dry-run]',
  help: `Invites the people of a CSV file to a team, with the identity token of a member who can invite. A row that is wrong or refused
doesn't stop the others. If it's interrupted, run it again within a day: the rows that were created are recognized, and no one
is invited twice.

  PEOPLE.csv    email[,role][,permissions][,projects][,note][,expiresIn][,membershipExpiresIn][,locale]
                or only addresses, one on each line

\`permissions\` lists the permissions of the role \`custom\`, with spaces between them. \`projects\` lists grants in projects by
their id, externalId or name: \`prod=editor staging=custom(jobs:read,jobs:run)\`. \`expiresIn\` is how long the link works,
\`membershipExpiresIn\` how long the membership lasts: seconds, or \`12h\`, \`7d\`, \`2w\`.

The file can be as Excel, Numbers and LibreOffice save it: commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252;
columns in any order.

  --endpoint URL         the edge
  --account ID           the team: acc_…
  --role ROLE            the role of rows without one
  --links FILE           writes a CSV file with the link of each person
  --token-command CMD    prints an identity token; run again when the edge says that a token has expired.
                         Without it the token is read from the environment: HALLPASS_TOKEN
  --dry-run              shows who would be invited; sends nothing`,
  options: {
    endpoint: { type: 'string' },
    account: { type: 'string' },
    role: { type: 'string' },
    links: { type: 'string' },
    'token-command': { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  async run(args, terminal) {
    const run = optionsOf(args);
    const text = readText(run.file, terminal);
    const client = new ServiceClient(run.endpoint, terminal, args.string('token-command'));
    const people = await readPeople(run, text, client);
    for (const { line, problem } of people) if (problem !== undefined) terminal.log(`${run.file}:${line}: ${tableProblem(problem)}`);
    if (args.flag('dry-run')) return preview(run, people, terminal);
    const rows = await invite(run, people, client, terminal);
    summarize(rows, people, terminal);
  },
};

interface Options {
  readonly file: string;
  readonly endpoint: string;
  readonly account: string;
  readonly role: string | undefined;
  readonly links: string | undefined;
}

type Person = InviteRow & { readonly invite: object };

/** A person, and what became of their invite. */
interface Invited {
  readonly person: Person;
  readonly outcome: 'created' | 'already invited' | 'already a member' | 'failed';
  readonly link: string;
  readonly reason: string;
}

const optionsOf = (args: Arguments): Options => {
  const endpoint = args.string('endpoint')?.replace(/\/+$/, '');
  if (endpoint === undefined || !URL.canParse(endpoint)) throw new UsageError('--endpoint takes the address of an edge');
  const account = args.string('account') ?? '';
  if (!ACCOUNT.test(account)) throw new UsageError(`--account takes the id of a team, \`acc_…\`, not \`${account}\``);
  const [file = ''] = args.positional('PEOPLE.csv');
  return { file, endpoint, account, role: args.string('role'), links: args.string('links') };
};

const readText = (file: string, terminal: Terminal): string => {
  const { text, warning } = fileErrors(file, () => decodeText(readBinaryFile(resolvePath(terminal, file))));
  if (warning !== undefined) terminal.log(`${file}: ${tableProblem(warning)}`);
  return text;
};

const readPeople = async ({ file, endpoint, account, role }: Options, text: string, client: ServiceClient): Promise<readonly InviteRow[]> => {
  const policy = namesIn(await fetchPolicy(endpoint));
  if (role !== undefined && !policy.roles.includes(role)) throw new UsageError(`--${tableProblem({ code: 'role_unknown', role, roles: policy.roles })}`);
  const projects = hasColumn(text, 'projects') ? await readProjects(account, client) : [];
  const defaults = role === undefined ? {} : { role };
  const people = fileErrors(file, () => readInviteRows(text, { policy, projects, defaults }));
  if (people.length === 0) throw new CommandFailed(`\`${file}\` names no one`);
  return people;
};

const fileErrors = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof CsvError) throw new CommandFailed(`${file}:${error.line}: ${error.message}`);
    throw error;
  }
};

const readProjects = async (account: string, client: ServiceClient): Promise<readonly NamedProject[]> => {
  const projects: NamedProject[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<NamedProject> = await jsonOf(await client.request('GET', `/v1/accounts/${account}/projects?limit=200${query}`));
    projects.push(...page.items);
    cursor = page.next;
  }
  return projects;
};

/** The body of a response. Throws a `CommandFailed` for a refusal of the request as a whole. */
const jsonOf = async <T>(response: Response): Promise<T> => {
  const json = (await response.json().catch(() => ({}))) as T & Partial<Problem>;
  if (response.ok) return json;
  throw new CommandFailed(`the edge refuses it: ${reasonOf({ code: `status ${response.status}`, ...json })}`);
};

const reasonOf = ({ code = '', detail = '', errors = [] }: Partial<Problem>): string => {
  const fields = errors.map((each) => `${each.field} is ${each.code}`).join(', ');
  return [code, [fields, detail].filter(Boolean).join('; ')].filter(Boolean).join(': ');
};

const peopleIn = (rows: readonly InviteRow[]): readonly Person[] => rows.filter((row): row is Person => row.invite !== undefined);

const preview = ({ file }: Options, rows: readonly InviteRow[], terminal: Terminal): void => {
  const people = peopleIn(rows);
  for (const { line, email, invite } of people) terminal.print(`${file}:${line}: ${email} as ${(invite as { role: string }).role}`);
  terminal.print(`${counted(people.length, 'person', 'people')} to invite`);
  const wrong = rows.length - people.length;
  if (wrong > 0) throw new CommandFailed(`${counted(wrong, 'row is', 'rows are')} wrong`);
};

const invite = async (options: Options, rows: readonly InviteRow[], client: ServiceClient, terminal: Terminal): Promise<readonly Invited[]> => {
  const { account, links, file } = options;
  const people = peopleIn(rows);
  const invited: Invited[] = [];
  const progress = new Progress('Invites', people.length, 0, terminal);
  try {
    for (const { start, items } of inviteChunks(people.map((person) => person.invite))) {
      const path = `/v1/accounts/${account}/invites/bulk`;
      const response = await client.request('POST', path, { items }, keyOf(path, start, items));
      const { items: results } = await jsonOf<{ readonly items: readonly BulkInviteResult[] }>(response);
      for (const [index, result] of results.entries()) {
        const person = people[start + index] as Person;
        const row = await outcomeOf(person, result, options, client);
        invited.push(row);
        if (row.outcome === 'failed') progress.log(`${file}:${person.line}: ${row.reason}`);
      }
      progress.advance(results.length);
      // What is known so far is kept if the command is interrupted.
      if (links !== undefined) writeFileAtomically(resolvePath(terminal, links), linksTable(invited), 0o600);
    }
  } finally {
    progress.finish();
  }
  return invited;
};

/** The same rows have the same key, so running the command again creates nothing twice. */
const keyOf = (path: string, start: number, items: readonly object[]): string =>
  `invite-${createHash('sha256').update(`${path}\0${start}\0${JSON.stringify(items)}`).digest('base64url')}`;

const outcomeOf = async (person: Person, result: BulkInviteResult, { account, links }: Options, client: ServiceClient): Promise<Invited> => {
  if (!('problem' in result)) return { person, outcome: 'created', link: result.link, reason: '' };
  const { code, inviteId } = result.problem;
  const reason = reasonOf(result.problem);
  if (code === 'already_member') return { person, outcome: 'already a member', link: '', reason };
  if (code !== 'already_invited') return { person, outcome: 'failed', link: '', reason };
  const link = links === undefined || inviteId === undefined ? '' : await linkOf(`/v1/accounts/${account}/invites/${inviteId}/link`, client);
  return { person, outcome: 'already invited', link, reason };
};

/** The link of a pending invite; empty if it may not be copied. */
const linkOf = async (path: string, client: ServiceClient): Promise<string> => {
  const response = await client.request('GET', path);
  return response.ok ? ((await response.json()) as { link: string }).link : '';
};

const linksTable = (invited: readonly Invited[]): string =>
  csvText([['email', 'outcome', 'link', 'reason'], ...invited.map(({ person, outcome, link, reason }) => [person.email, outcome, link, reason])]);

const summarize = (invited: readonly Invited[], rows: readonly InviteRow[], terminal: Terminal): void => {
  const count = (outcome: Invited['outcome']): number => invited.filter((row) => row.outcome === outcome).length;
  terminal.print(`${counted(count('created'), 'person is', 'people are')} invited`);
  for (const outcome of ['already invited', 'already a member'] as const) {
    if (count(outcome) > 0) terminal.print(`${counted(count(outcome), 'person is', 'people are')} ${outcome}`);
  }
  const wrong = rows.length - invited.length + count('failed');
  if (wrong > 0) throw new CommandFailed(`${counted(wrong, 'row was', 'rows were')} wrong or refused: correct the file and run the same command again`);
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
