/** `hallpass import`: imports users, teams, projects and members from CSV files, with the token of a service. */

import { createHash } from 'node:crypto';
import { type Arguments, type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { fetchPolicy } from './edge-policy.ts';
import { readBinaryFile, resolvePath } from './files.ts';
import { namesIn } from '../tables/access-cells.ts';
import { Journal } from './import/journal.ts';
import { type Plan, planImport, type Step } from './import/plan.ts';
import { Progress } from './import/progress.ts';
import { ServiceClient } from './import/service-client.ts';

const DEFAULT_CONCURRENCY = 16;
const MAX_CONCURRENCY = 64;
const DEFAULT_JOURNAL = 'hallpass-import.journal';
/** With so many refused rows, the same thing is wrong with all of them. */
const MAX_REFUSED_ROWS = 100;

export const importTables: Command = {
  usage: 'import USERS.csv [TEAMS.csv [MEMBERS.csv]] --endpoint URL [--projects FILE] [--provider NAME] [--journal FILE] [--lanes N] [--dry-run]',
  help: `Imports users, teams, projects and members with the token of a service. If it's interrupted, run it again: finished rows are
in the journal and aren't sent again, and a row that is sent twice takes effect once.

  USERS.csv     subject,email,emailVerified,name[,provider]
  TEAMS.csv     externalId,name,owner[,provider]    owner is a subject of USERS.csv
  MEMBERS.csv   team,user,role[,permissions][,projects][,expiresAt][,provider]
                                                    team is an externalId, user a subject
  --projects    team,externalId,name[,provider]     team is an externalId of TEAMS.csv

In MEMBERS.csv \`permissions\` lists the permissions of the role \`custom\`, with spaces between them. \`projects\` lists
grants in projects by their externalId: \`prod=editor staging=custom(jobs:read,jobs:run)\`. \`expiresAt\` ends the
membership: \`2027-01-31T18:00:00Z\`, or \`2027-01-31\` for the start of that day in UTC.

Files can be as Excel, Numbers and LibreOffice save them: commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252;
columns in any order; TRUE and FALSE in your language.

  --endpoint URL         the edge
  --projects FILE        a file of projects
  --provider NAME        the identity provider of the subjects, for rows without one
  --token-command CMD    prints a token of the service; run again when the edge says that a token has expired.
                         Without it the token is read from the environment: HALLPASS_TOKEN
  --journal FILE         default ${DEFAULT_JOURNAL}
  --lanes N              concurrent requests (default ${DEFAULT_CONCURRENCY})
  --dry-run              checks every row; only reads the policy of the edge`,
  options: {
    endpoint: { type: 'string' },
    projects: { type: 'string' },
    provider: { type: 'string' },
    'token-command': { type: 'string' },
    journal: { type: 'string' },
    lanes: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  async run(args, terminal) {
    const { endpoint, files, concurrency } = optionsOf(args, terminal);
    const names = namesIn(await fetchPolicy(endpoint));
    const provider = args.string('provider');
    const plan = planImport(files, { ...names, ...(provider === undefined ? {} : { provider }) });
    reportProblems(plan, terminal);
    const isDryRun = args.flag('dry-run');
    const journal = Journal.open(resolvePath(terminal, args.string('journal') ?? DEFAULT_JOURNAL), endpoint, isDryRun);
    try {
      terminal.print(summarize(plan, journal));
      if (isDryRun) return;
      const client = new ServiceClient(endpoint, terminal, args.string('token-command'));
      await runPlan(plan, journal, client, concurrency, terminal);
      terminal.print('Everything is imported.');
    } finally {
      journal.close();
    }
  },
};

const optionsOf = (args: Arguments, terminal: Terminal) => {
  const endpoint = args.string('endpoint')?.replace(/\/+$/, '');
  if (endpoint === undefined || !URL.canParse(endpoint)) throw new UsageError('--endpoint takes the address of an edge');
  const concurrency = args.number('lanes') ?? DEFAULT_CONCURRENCY;
  if (concurrency < 1 || concurrency > MAX_CONCURRENCY) throw new UsageError(`--lanes takes 1 to ${MAX_CONCURRENCY}`);
  const [users, teams, members, ...more] = args.positionals;
  if (users === undefined || more.length > 0) throw new UsageError('expected one to three files');
  const read = (name: string | undefined) => (name === undefined ? undefined : { name, bytes: readBinaryFile(resolvePath(terminal, name)) });
  const projects = read(args.string('projects'));
  return { endpoint, concurrency, files: { users: read(users), teams: read(teams), members: read(members), projects } };
};

const reportProblems = ({ problems, warnings }: Plan, terminal: Terminal): void => {
  for (const warning of warnings) terminal.log(warning);
  if (problems.length === 0) return;
  for (const problem of problems.slice(0, MAX_REFUSED_ROWS)) terminal.log(problem);
  throw new CommandFailed(`${problems.length === 1 ? '1 row is' : `${problems.length} rows are`} wrong; nothing was sent`);
};

const summarize = ({ phases }: Plan, journal: Journal): string =>
  phases.map(({ name, steps }) => `${name}: ${steps.length}, ${remaining(steps, journal).length} of them to do`).join('\n');

const remaining = (steps: readonly Step[], journal: Journal): Step[] => steps.filter(({ key }) => journal.idOf(key) === undefined);

/** Runs one phase after the other: a team needs its owner, a project its team, a grant its member. */
const runPlan = async ({ phases }: Plan, journal: Journal, client: ServiceClient, concurrency: number, terminal: Terminal): Promise<void> => {
  let refused = 0;
  for (const { name, steps } of phases) {
    const queue = remaining(steps, journal);
    const progress = new Progress(name, steps.length, steps.length - queue.length, terminal);
    const work = async (): Promise<void> => {
      for (let step = queue.shift(); step; step = queue.shift()) {
        const problem = await runStep(step, journal, client);
        if (problem === undefined) progress.advance();
        else {
          progress.log(`${step.location}: ${problem}`);
          if (++refused >= MAX_REFUSED_ROWS) throw new CommandFailed(`stopped: ${refused} rows were refused. Finished rows are kept`);
        }
      }
    };
    const stopAll = (error: unknown): never => {
      queue.length = 0;
      throw error;
    };
    const workers = Array.from({ length: concurrency }, () => work().catch(stopAll));
    await Promise.all(workers).finally(() => progress.finish());
    if (refused > 0) throw new CommandFailed(`${refused === 1 ? '1 row was' : `${refused} rows were`} refused; correct the files and run the same command again`);
  }
};

/** Sends a step. Returns why, if the edge refuses it. */
const runStep = async ({ key, request }: Step, journal: Journal, client: ServiceClient): Promise<string | undefined> => {
  const { method, path, body } = request((other) => journal.idOf(other));
  const idempotencyKey = `import-${createHash('sha256').update(`${path}\0${key}`).digest('base64url')}`;
  const result = await client.send(method, path, body, idempotencyKey);
  if ('problem' in result) return result.problem;
  journal.record(key, result.id);
  return undefined;
};
