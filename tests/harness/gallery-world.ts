// The people, teams, invites and reviews of the gallery, with usual names or with the longest.
import assert from 'node:assert/strict';
import type { Reply } from './http.ts';
import { eventually, enrol, signIn, type Person } from './person.ts';
import type { World } from './world.ts';

/** 64 characters without a space, in letters that are wide. */
export const LONGEST_NAME = 'WohnungsbaugenossenschaftsverwaltungsgesellschaftsmitarbeiterwWW';
/** The longest address, with this first letter. */
export const longestAddress = (letter: string): string => `${letter}${'long-local-part'.repeat(4).slice(1)}@${'subdomain'.repeat(6)}.example.com`;

/** What people and things are called. */
export type Names = 'usual' | 'longest';

/** Who looks at the screens. */
export interface GalleryPeople {
  /** The owner of every team, with an empty inbox. */
  readonly owner: Person;
  /** A member whose role denies much, with two invites in the inbox. */
  readonly dev: Person;
  /** A member who is suspended. */
  readonly suspended: Person;
  /** Whose membership in two teams is offered as an ownership. */
  readonly heir: Person;
  /** Whom invites are for: signs in on the join page. */
  readonly invitee: Person;
}

/** What the screens show. */
export interface GalleryWorld {
  readonly names: Names;
  readonly people: GalleryPeople;
  /** A team with members, invites of every kind, projects, an open review. */
  readonly team: string;
  readonly teamName: string;
  /** A team with nothing but its owner. */
  readonly emptyTeam: string;
  /** A team with a closed review, and an ownership that is offered to `heir`. */
  readonly reviewedTeam: string;
  readonly project: string;
  readonly archivedProject: string;
  /** Links of the join page, by the state that they lead to. */
  readonly links: { readonly open: string; readonly revoked: string; readonly anyone: string; readonly other: string; readonly everyone: string };
}

const PEOPLE = {
  owner: 'Olivia Owner',
  dev: 'Devi Developer',
  suspended: 'Sam Suspended',
  heir: 'Hanna Heir',
  invitee: 'Ines Invitee',
} as const;

const succeeded = (reply: Reply): void => assert.ok(reply.status < 300, `${reply.status} ${reply.text}`);

/** Creates everything that the gallery shows. */
export async function galleryWorld(world: World, names: Names): Promise<GalleryWorld> {
  const named = (usual: string): string => (names === 'usual' ? usual : LONGEST_NAME);
  const address = (local: string): string => (names === 'usual' ? `${local}@example.com` : longestAddress(local.charAt(0)));
  const sign = async (who: keyof typeof PEOPLE): Promise<Person> => {
    const person = await signIn(world, named(PEOPLE[who]), { email: address(who) });
    await person.open();
    return person;
  };
  const people = { owner: await sign('owner'), dev: await sign('dev'), suspended: await sign('suspended'), heir: await sign('heir'), invitee: await sign('invitee') };
  const { owner, dev, suspended, heir, invitee } = people;
  const teamName = named('Test Production');
  const team = (await owner.team(teamName)).id;
  await enrol(owner, team, dev, 'dev');
  await enrol(owner, team, suspended, 'basic');
  await enrol(owner, team, heir, 'admin');
  const projects = await createProjects(owner, team, dev, named);
  const links = await createInvites(owner, team, { address, note: named('Welcome aboard. We start on Monday at nine.'), invitee });
  const reviewedTeam = (await owner.team(named('Reviewed Team'))).id;
  await enrol(owner, reviewedTeam, heir, 'dev');
  await enrol(owner, reviewedTeam, dev, 'basic');
  await closeReview(owner, reviewedTeam, dev);
  succeeded(await owner.post(`/v1/accounts/${reviewedTeam}/transfer`, { user: heir.id, confirmName: named('Reviewed Team') }));
  await openReview(owner, team, dev);
  await fillInbox(owner, dev, named);
  const emptyTeam = (await owner.team(named('Empty Team'))).id;
  succeeded(await owner.patch(`/v1/accounts/${team}/members/${suspended.id}`, { suspended: true }));
  return { names, people, team, teamName, emptyTeam, reviewedTeam, ...projects, links };
}

async function createProjects(owner: Person, team: string, dev: Person, named: (usual: string) => string): Promise<Pick<GalleryWorld, 'project' | 'archivedProject'>> {
  const create = async (name: string): Promise<string> => ((await owner.post(`/v1/accounts/${team}/projects`, { name })).json() as { id: string }).id;
  const project = await create(named('Website'));
  const archivedProject = await create(named('Old Website').slice(0, 63));
  succeeded(await owner.put(`/v1/accounts/${team}/projects/${project}/members/${dev.id}`, { role: 'viewer' }));
  succeeded(await owner.patch(`/v1/accounts/${team}/projects/${archivedProject}`, { status: 'archived' }));
  return { project, archivedProject };
}

interface InviteNames {
  readonly address: (local: string) => string;
  readonly note: string;
  readonly invitee: Person;
}

async function createInvites(owner: Person, team: string, { address, note, invitee }: InviteNames): Promise<GalleryWorld['links']> {
  const invite = async (body: Record<string, unknown>) => owner.invite(team, body);
  const past = await invite({ email: address('quitter'), role: 'billing' });
  await owner.delete(`/v1/accounts/${team}/invites/${past.invite.id}`);
  const other = await invite({ email: address('kim'), role: 'basic' });
  const anyone = await invite({ role: 'basic', maxUses: 1000, domains: ['example.com', 'example.org'] });
  const everyone = await invite({ role: 'basic', maxUses: 10 });
  const open = await invite({ email: invitee.email, role: 'dev', note, membershipExpiresIn: 90 * 86_400 });
  return { open: open.link, revoked: past.link, anyone: anyone.link, other: other.link, everyone: everyone.link };
}

/** Opens a review and decides about one member. Returns its id. */
async function openReview(owner: Person, team: string, about: Person): Promise<string> {
  const { id } = (await owner.post(`/v1/accounts/${team}/reviews`)).json() as { id: string };
  succeeded(await owner.post(`/v1/accounts/${team}/reviews/${id}/decisions`, { user: about.id, decision: 'keep' }));
  return id;
}

async function closeReview(owner: Person, team: string, about: Person): Promise<void> {
  const review = await openReview(owner, team, about);
  succeeded(await owner.post(`/v1/accounts/${team}/reviews/${review}/close`));
}

/** Two teams of another owner invite a person. */
async function fillInbox(owner: Person, person: Person, named: (usual: string) => string): Promise<void> {
  for (const [name, role] of [['Second Team', 'admin'], ['Third Team', 'basic']] as const) {
    const other = await owner.team(named(name));
    await owner.invite(other.id, { email: person.email, role, note: named('We need your help with the release.') });
  }
  await eventually('the invites are in the inbox', async () => ((await person.me()).inboxCount === 2 ? true : undefined));
}
