/** `hallpass import`: users, teams and members from CSV files, through an edge's services. */

import { createHash } from 'node:crypto';
import { type Command, Failed, Misused, type Terminal, type Words } from './command.ts';
import { at, readText } from './files.ts';
import { Edge } from './import/edge.ts';
import { Journal } from './import/journal.ts';
import { plan, type Plan, type Step } from './import/plan.ts';
import { Progress } from './import/progress.ts';
import { ask } from './types.ts';

const LANES = 16;
const JOURNAL = 'hallpass-import.journal';
/** So many rows that the edge refuses say that something is wrong with all of them. */
const REFUSALS = 100;

export const importing: Command = {
  usage: 'import USERS.csv [TEAMS.csv [MEMBERS.csv]] --endpoint URL [--provider NAME] [--journal FILE] [--lanes N] [--dry-run]',
  help: `Makes users known, opens teams and takes members in, with the token of a service. Run it again after whatever stopped
it: what is done is in the journal and is not sent again, and what is sent twice is done once.

  USERS.csv     subject,email,emailVerified,name[,provider]
  TEAMS.csv     externalId,name,owner[,provider]    owner is a subject of USERS.csv
  MEMBERS.csv   team,user,role[,provider]           team is an externalId, user a subject

  --endpoint URL         the edge
  --provider NAME        the identity provider that subjects are of, where a row does not say
  --token-command CMD    prints a token of the service; run again when the edge says that one has ended.
                         Without it the token is in the environment: HALLPASS_TOKEN
  --journal FILE         default ${JOURNAL}
  --lanes N              requests at once (default ${LANES})
  --dry-run              checks every row, and sends nothing but a question for the policy`,
  options: {
    endpoint: { type: 'string' },
    provider: { type: 'string' },
    'token-command': { type: 'string' },
    journal: { type: 'string' },
    lanes: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  async run(words, terminal) {
    const { endpoint, files, lanes } = asked(words, terminal);
    const { roles } = await ask(endpoint);
    const provider = words.text('provider');
    const planned = plan(files, { roles: roles.map(({ name }) => name), ...(provider === undefined ? {} : { provider }) });
    const wrong = planned.problems;
    for (const problem of wrong.slice(0, REFUSALS)) terminal.note(problem);
    if (wrong.length > 0) throw new Failed(`${wrong.length} rows are wrong; nothing was sent`);
    const file = words.text('journal') ?? JOURNAL;
    const journal = Journal.open(at(terminal, file), endpoint, words.flag('dry-run'));
    try {
      const left = planned.phases.map(({ steps }) => steps.filter(({ key }) => !journal.id(key)).length);
      terminal.out(summary(planned, left));
      if (words.flag('dry-run')) return;
      await carryOut(planned, journal, new Edge(endpoint, terminal, words.text('token-command')), lanes, terminal);
      terminal.out('Everything is imported.');
    } finally {
      journal.close();
    }
  },
};

const asked = (words: Words, terminal: Terminal) => {
  const endpoint = words.text('endpoint')?.replace(/\/+$/, '');
  if (endpoint === undefined || !URL.canParse(endpoint)) throw new Misused('--endpoint takes the address of an edge');
  const lanes = words.number('lanes') ?? LANES;
  if (lanes < 1 || lanes > 64) throw new Misused('--lanes takes 1 to 64');
  const [users, teams, members, ...more] = words.positionals;
  if (users === undefined || more.length > 0) throw new Misused('name one to three files');
  const read = (name: string | undefined) => (name === undefined ? undefined : { name, text: readText(at(terminal, name)) });
  return { endpoint, lanes, files: { users: read(users), teams: read(teams), members: read(members) } };
};

const summary = ({ phases }: Plan, left: readonly number[]): string =>
  phases.map(({ what, steps }, index) => `${what}: ${steps.length}, ${left[index]} of them to do`).join('\n');

/** One phase after the other: a team needs its owner, a member both. */
const carryOut = async ({ phases }: Plan, journal: Journal, edge: Edge, lanes: number, terminal: Terminal): Promise<void> => {
  let refused = 0;
  for (const { what, steps } of phases) {
    const waiting = steps.filter(({ key }) => !journal.id(key));
    const progress = new Progress(what, steps.length, steps.length - waiting.length, terminal);
    const lane = async (): Promise<void> => {
      for (let step = waiting.shift(); step; step = waiting.shift()) {
        const problem = await carry(step, journal, edge);
        if (problem === undefined) progress.one();
        else {
          progress.say(`${step.place}: ${problem}`);
          if (++refused >= REFUSALS) throw new Failed(`${refused} rows were refused: stopped. What is done is kept`);
        }
      }
    };
    const stop = (error: unknown): never => {
      waiting.length = 0;
      throw error;
    };
    await Promise.all(Array.from({ length: lanes }, () => lane().catch(stop))).finally(() => progress.end());
    if (refused > 0) throw new Failed(`${refused} rows were refused; put them right and run the same again`);
  }
};

/** Does one step, and says why not if the edge refuses it. */
const carry = async ({ key, request }: Step, journal: Journal, edge: Edge): Promise<string | undefined> => {
  const { method, path, body } = request((other) => journal.id(other));
  const reply = await edge.send(method, path, body, `import-${createHash('sha256').update(`${path}\0${key}`).digest('base64url')}`);
  if ('problem' in reply) return reply.problem;
  journal.done(key, reply.id);
  return undefined;
};
