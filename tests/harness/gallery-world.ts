// The people, teams, invites and reviews of the gallery. Every name and address is as long as it may be, and begins like a usual one;
// with `HALLPASS_GALLERY_NAMES=usual` it is the usual one.
import assert from 'node:assert/strict';
import type { SignInProduct } from './console-sign-in.ts';
import type { Reply } from './http.ts';
import { eventually, enrol, signIn, type Person } from './person.ts';

const LONG_WORD = 'WohnungsbaugenossenschaftsverwaltungsgesellschaftsmitarbeiterwWW';
const LONG_DOMAIN = `${'subdomain'.repeat(6)}.example.com`;

/** Long texts for usual ones. */
class LongTexts {
  readonly #usual = new Map<string, string>();

  /** 64 characters without a space, many of them wide. */
  name(usual: string): string {
    const start = usual.replaceAll(/[^A-Za-z]/g, '');
    return this.#add(start + LONG_WORD.slice(Math.min(start.length, LONG_WORD.length - 8)), usual);
  }

  /** An address with a local part of 64 characters. */
  address(local: string): string {
    return this.#add(`${local}-${'long-local-part'.repeat(5)}`.slice(0, 64) + `@${LONG_DOMAIN}`, `${local}@example.com`);
  }

  /** A text with usual names and addresses in place of the long ones. */
  readonly shorten = (text: string): string => [...this.#usual, [LONG_DOMAIN, 'example.com'] as const].reduce((short, [long, usual]) => short.replaceAll(long, usual), text);

  #add(long: string, usual: string): string {
    if (process.env['HALLPASS_GALLERY_NAMES'] === 'usual') return usual;
    this.#usual.set(long, usual);
    return long;
  }
}

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
  /** A text with usual names and addresses in place of the long ones. */
  readonly shorten: (text: string) => string;
  /** The OpenID provider, and two people who can sign in with it. */
  readonly openid: { readonly issuer: string; readonly login: string; readonly otherLogin: string };
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

/** People at the OpenID provider, by their logins. */
const AT_PROVIDER = { pia: 'Pia Provider', otto: 'Otto Other' } as const;

const succeeded = (reply: Reply): void => assert.ok(reply.status < 300, `${reply.status} ${reply.text}`);

/** Creates everything that the gallery shows. */
export async function galleryWorld({ product, openid }: SignInProduct): Promise<GalleryWorld> {
  const long = new LongTexts();
  const named = (usual: string): string => long.name(usual);
  const address = (local: string): string => long.address(local);
  const sign = async (who: keyof typeof PEOPLE): Promise<Person> => {
    const person = await signIn(product, named(PEOPLE[who]), { email: address(who) });
    await person.open();
    return person;
  };
  for (const [login, name] of Object.entries(AT_PROVIDER)) openid.accounts.set(login, { name: named(name), email: address(login), emailVerified: true });
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
  // The owner is active in each team, whichever screens are visited before its list of members.
  for (const account of [team, reviewedTeam, emptyTeam]) succeeded(await owner.post(`/v1/accounts/${account}/token`));
  const atProvider = { issuer: openid.issuer, login: 'pia', otherLogin: 'otto' };
  return { shorten: long.shorten, openid: atProvider, people, team, teamName, emptyTeam, reviewedTeam, ...projects, links };
}

async function createProjects(owner: Person, team: string, dev: Person, named: (usual: string) => string): Promise<Pick<GalleryWorld, 'project' | 'archivedProject'>> {
  const create = async (name: string): Promise<string> => ((await owner.post(`/v1/accounts/${team}/projects`, { name })).json() as { id: string }).id;
  const project = await create(named('Website'));
  const archivedProject = await create(named('Old Website'));
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
