// Replays a history of the reference model to the built Worker: each step is a request, under the model's clock.
import { connections, send, type Reply } from '../../tests/harness/http.ts';
import type { Edge } from '../../tests/harness/edge.ts';
import { decode, unknownInvite } from '../../tests/harness/secrets.ts';
import type { Assignment, Command, Common, Grant, Offer, Proof, Step } from './history.ts';
import { LAST_GENERATION, generationOf } from './links.ts';
import { People } from './people.ts';

/** The spend limit of accounts without their own; the model has none there. */
export const DEFAULT_LIMIT = 777;
const agent = connections(64);

type Json = Record<string, unknown>;
type Request = readonly [method: string, path: string, body?: unknown];

/** One account's history on one Worker. */
export class Replayer {
  readonly #edge: Edge;
  readonly #common: Common;
  readonly #people: People;
  readonly #began: number;
  readonly #users: string[] = [];
  readonly #invites: string[] = [];
  /** The links of each invite, in order. The edge skips generations, so the model counts links. */
  readonly #links: string[][] = [];
  readonly #tokens: string[] = [];
  readonly #projects: string[] = [];
  readonly #reviews: string[] = [];
  /** Who reads the state. */
  #owner = 0;
  #account = '';
  #now = 0;

  /** The first of the subjects owns the account. `began` is in seconds since 1970, after every earlier history. */
  constructor(edge: Edge, common: Common, subjects: readonly string[], began: number) {
    this.#edge = edge;
    this.#common = common;
    this.#people = new People(edge, common, subjects, began);
    this.#began = began;
  }

  /** Signs all users in. */
  async begin(userIds: Map<string, string>): Promise<void> {
    for (const [user, subject] of this.#people.subjects.entries()) {
      const id = userIds.get(subject) ?? (await this.#signIn(user));
      userIds.set(subject, id);
      this.#users.push(id);
    }
  }

  async #signIn(user: number): Promise<string> {
    const reply = await this.#send(user, user, 'PUT', '/v1/me');
    return String(((reply.json() as Json)['user'] as Json)['id']);
  }

  /** Sends a step's request. Returns the response in the model's terms. */
  async perform(step: Step): Promise<Json> {
    this.#now = step.at;
    const { command } = step;
    if (command.link) return this.#open(command.link);
    const [method, path, body] = this.#projectRequest(command) ?? this.#inviteRequest(command) ?? this.#request(command);
    const reply = await this.#send(step.who, step.address, method, path, body);
    if (reply.status >= 400) return this.#denial(reply);
    if (command.transfer?.decision === 'accept') this.#owner = step.who;
    return this.#success(command, reply);
  }

  #request(command: Command): Request {
    const account = `/v1/accounts/${this.#account}`;
    if (command.open) return command.open.team ? ['POST', '/v1/accounts', { name: this.#name(0) }] : ['PUT', '/v1/me'];
    if (command.update) {
      const { name: to, limit } = command.update;
      return ['PATCH', account, { ...(to === null ? {} : { name: this.#name(to) }), ...(limit === null ? {} : { spendLimitCentsPerHour: limit }) }];
    }
    if (command.convert) return ['POST', `${account}/convert${dry(command.convert)}`, { name: this.#name(command.convert.name) }];
    if (command.revert) return ['POST', `${account}/revert${dry(command.revert)}`, { confirmName: this.#name(command.revert.name) }];
    if (command.token) {
      const { project } = command.token;
      return project === null ? ['POST', `${account}/token`] : ['POST', `${account}/token`, { project: this.#project(project) }];
    }
    if (command.member) {
      const { user, change } = command.member;
      const { end, suspended } = change;
      const body = {
        ...(change.role === undefined ? {} : this.#assignment({ ...change, role: change.role })),
        ...(end === undefined ? {} : { expiresAt: end === null ? null : new Date((this.#began + this.#now + end) * 1000).toISOString() }),
        ...(suspended === undefined ? {} : { suspended }),
      };
      return ['PATCH', `${account}/members/${this.#users[user]}`, body];
    }
    if (command.remove) return ['DELETE', `${account}/members/${this.#users[command.remove.user]}`];
    if (command.review) return ['POST', `${account}/reviews`];
    if (command.decide) {
      const { review, user, decision } = command.decide;
      return ['POST', `${account}/reviews/${this.#review(review)}/decisions`, { user: this.#users[user], decision }];
    }
    if (command.closeReview) return ['POST', `${account}/reviews/${this.#review(command.closeReview.review)}/close`];
    if (command.transfer) return this.#transferRequest(command.transfer);
    throw new Error(`unknown command: ${JSON.stringify(command)}`);
  }

  #transferRequest({ offer, decision }: NonNullable<Command['transfer']>): Request {
    const path = `/v1/accounts/${this.#account}/transfer`;
    if (offer) return ['POST', path, { user: this.#users[offer.user], confirmName: this.#name(offer.name) }];
    return decision === undefined ? ['DELETE', path] : ['POST', `${path}/${decision}`];
  }

  #inviteRequest(command: Command): Request | undefined {
    const invites = `/v1/accounts/${this.#account}/invites`;
    const expiry = (seconds: number | null) => (seconds === null ? {} : { expiresIn: seconds });
    if (command.invite) {
      const { to, offer, expiresIn, maxUses, domains } = command.invite;
      const limits = { domains, ...(maxUses === null ? {} : { maxUses }) };
      return ['POST', invites, { ...this.#offer(offer), ...(to === null ? limits : { ...limits, email: this.#people.email(to) }), ...expiry(expiresIn) }];
    }
    if (command.edit) {
      const { role, permissions, projects, ...rest } = command.edit.change;
      const body = {
        ...(role === undefined ? {} : this.#assignment({ role, ...(permissions === undefined ? {} : { permissions }) })),
        ...(projects === undefined ? {} : { projects: this.#grants(projects) }),
        ...rest,
      };
      return ['PATCH', `${invites}/${this.#invite(command.edit.invite)}`, body];
    }
    if (command.resend) {
      const { invite, rotate, expiresIn } = command.resend;
      return ['POST', `${invites}/${this.#invite(invite)}/resend`, { rotate, ...expiry(expiresIn) }];
    }
    if (command.copy) return ['GET', `${invites}/${this.#invite(command.copy.invite)}/link`];
    if (command.revoke) return ['DELETE', `${invites}/${this.#invite(command.revoke.invite)}`];
    const proof = command.accept ?? command.decline;
    if (!proof) return undefined;
    const body = 'token' in proof ? { token: this.#tokens[proof.token] } : { inviteId: this.#invite(proof.invite) };
    return ['POST', `/v1/invites/${command.accept ? 'accept' : 'decline'}`, body];
  }

  #projectRequest({ project, changeProject, grant, ungrant }: Command): Request | undefined {
    const projects = `/v1/accounts/${this.#account}/projects`;
    if (project) {
      const external = project.external === null ? {} : { externalId: `external-${project.external}` };
      return ['POST', projects, { name: this.#name(project.name), ...external }];
    }
    if (changeProject) {
      const { name, archived } = changeProject;
      const status = archived === null ? {} : { status: archived ? 'archived' : 'active' };
      return ['PATCH', `${projects}/${this.#project(changeProject.project)}`, { ...(name === null ? {} : { name: this.#name(name) }), ...status }];
    }
    const member = (each: { project: number; user: number }): string => `${projects}/${this.#project(each.project)}/members/${this.#users[each.user]}`;
    if (grant) return ['PUT', member(grant), this.#assignment(grant.assignment)];
    return ungrant && ['DELETE', member(ungrant)];
  }

  #name(index: number): string {
    return String(this.#common.names[index]);
  }

  #assignment({ role, permissions }: Assignment): Json {
    return { role, ...(permissions === undefined ? {} : { permissions: permissions.map((bit) => this.#common.permissions[bit] ?? 'unknown:permission') }) };
  }

  #grants(grants: readonly Grant[]): Json[] {
    return grants.map((grant) => ({ project: this.#project(grant.project), ...this.#assignment(grant) }));
  }

  #offer(offer: Offer): Json {
    const { projects, membershipExpiresIn } = offer;
    return {
      ...this.#assignment(offer),
      ...(projects.length === 0 ? {} : { projects: this.#grants(projects) }),
      ...(membershipExpiresIn === null ? {} : { membershipExpiresIn }),
    };
  }

  #success(command: Command, reply: Reply): Json {
    if (command.remove) return { ok: 'removed', user: command.remove.user };
    const grant = command.grant ?? command.ungrant;
    if (grant) return { ok: 'grant', project: grant.project, user: grant.user };
    const reviewed = command.decide ?? command.closeReview;
    if (reviewed) return { ok: 'review', review: reviewed.review };
    const body = reply.json() as Json;
    if (command.review) return { ok: 'review', review: this.#reviews.push(String(body['id'])) - 1 };
    if (command.open) {
      this.#account = String(command.open.team ? body['id'] : (body['own'] as Json)['id']);
      return { ok: 'account' };
    }
    const plan = body['plan'] as Json | undefined;
    if (plan) {
      const [members, invites, projects, reviews] = ['members', 'invites', 'projects', 'reviews'].map(
        (what) => plan[`${what}${what === 'invites' ? 'Revoked' : 'Removed'}`] ?? 0,
      );
      return { ok: 'plan', members, invites, projects, reviews, transfers: plan['transfersEnded'] ?? 0 };
    }
    // A revert that closes a team returns the account as it was before.
    if (command.revert) return { ok: body['kind'] === 'team' ? 'closed' : 'account' };
    if (command.update || command.convert || command.transfer) return { ok: body['id'] === this.#account ? 'account' : 'another account' };
    if (command.token) return this.#tokenReply(command.token.project, body);
    if (command.member) return { ok: 'member', user: this.#users.indexOf(String(body['user'])) };
    if (command.invite || command.resend) return this.#sent(command, body);
    if (command.copy) return { ok: body['link'] === this.#links[command.copy.invite]?.at(-1) ? 'invite' : 'another link', invite: command.copy.invite };
    if (command.accept) return this.#accepted(command.accept, body);
    if (command.project) this.#projects.push(String(body['id']));
    if (command.project || command.changeProject) return { ok: 'project', project: this.#projects.indexOf(String(body['id'])) };
    return { ok: 'invite', invite: this.#invites.indexOf(String(body['id'])) };
  }

  #tokenReply(project: number | null, body: Json): Json {
    const { claims } = decode(String(body['token']));
    const isRight = claims['prj'] === (project === null ? undefined : this.#project(project));
    return { ok: isRight ? 'token' : 'a token for another project', epoch: claims['epoch'] };
  }

  #accepted(proof: Proof, body: Json): Json {
    const { user, invitedBy } = body['membership'] as { user: string; invitedBy?: string };
    const invite = 'token' in proof ? this.#invites.indexOf(String(decode(String(this.#tokens[proof.token])).claims['jti'])) : proof.invite;
    const skipped = (body['skippedProjects'] as string[]).map((id) => this.#projects.indexOf(id));
    return { ok: this.#users.includes(user) && invitedBy !== undefined ? 'accepted' : 'no membership', invite, skipped };
  }

  /** An invite that was created or resent, with its link. */
  #sent(command: Command, body: Json): Json {
    const id = String((body['invite'] as Json)['id']);
    const link = String(body['link']);
    if (command.invite) {
      this.#invites.push(id);
      this.#links.push([link]);
    }
    const number = this.#invites.indexOf(id);
    const links = this.#links[number] ?? [];
    if (command.resend?.rotate) links.push(link);
    return { ok: links.at(-1) === link ? 'invite' : 'another link', invite: number };
  }

  async #open({ invite, link: wanted }: { invite: number; link: number }): Promise<Json> {
    const link = this.#links[invite]?.[wanted];
    const code = this.#edge.secrets.code(this.#account, this.#invite(invite), LAST_GENERATION);
    const path = link === undefined ? `/i/${code}` : new URL(link).pathname;
    const reply = await send(this.#edge.origin, 'GET', path, { headers: { 'test-now': this.#milliseconds() }, agent });
    const fragment = new URLSearchParams(String(reply.headers.location ?? '').split('#')[1] ?? '');
    const token = fragment.get('invite') ?? '';
    if (token === 'closed') return { ok: 'link closed' };
    this.#tokens.push(token);
    const { claims } = decode(token);
    const number = this.#links[invite]?.findIndex((each) => generationOf(each) === claims['gen']);
    return { ok: 'opened', link: number, ends: Number(claims['exp']) - this.#began };
  }

  #denial(reply: Reply): Json {
    const problem = reply.json() as { code: string; why?: string; inviteId?: string };
    const invite = problem.inviteId === undefined ? null : this.#invites.indexOf(problem.inviteId);
    return { denied: problem.code, why: problem.why ?? null, invite };
  }

  /** The state as the owner reads it, in the model's terms. */
  async state(): Promise<unknown> {
    const path = `/v1/accounts/${this.#account}`;
    const [account, members, invites, projects, reviews] = await Promise.all(
      [path, ...['members', 'invites', 'projects', 'reviews'].map((list) => `${path}/${list}?limit=200`)].map((each) => this.#send(this.#owner, this.#owner, 'GET', each)),
    );
    if (account?.status === 404) return { closed: true };
    const { kind, name, owner, transfer, epoch, spendLimitCentsPerHour, memberCount } = account?.json() as Json;
    const found = {
      kind,
      name: this.#common.names.indexOf(String(name)),
      owner: this.#users.indexOf(String((owner as Json)['user'])),
      transfer: this.#shownTransfer(transfer as Json | undefined),
      epoch,
      limit: spendLimitCentsPerHour === DEFAULT_LIMIT ? null : spendLimitCentsPerHour,
      members: itemsOf(members).map((each) => this.#member(each)).toSorted(by('user')),
      invites: itemsOf(invites)
        .toSorted((a, b) => this.#invites.indexOf(String(a['id'])) - this.#invites.indexOf(String(b['id'])))
        .map((each) => this.#shown(each)),
      projects: itemsOf(projects).map((each) => this.#shownProject(each)).toSorted(by('project')),
      reviews: itemsOf(reviews).map((each) => this.#shownReview(each)).toSorted(by('review')),
    };
    return memberCount === found.members.length ? found : { ...found, memberCount };
  }

  #shownTransfer(transfer: Json | undefined): Json | null {
    if (transfer === undefined) return null;
    const { user } = transfer['to'] as Json;
    return { to: this.#users.indexOf(String(user)), at: this.#seconds(transfer['offeredAt']), ends: this.#seconds(transfer['expiresAt']) };
  }

  #member(member: Json): Json {
    const user = (id: unknown): number | null => (id === undefined ? null : this.#users.indexOf(String(id)));
    return {
      user: user(member['user']),
      assignment: this.#shownAssignment(member),
      grants: this.#shownGrants(member['grants']).toSorted(by('project')),
      suspended: member['suspended'],
      ends: this.#seconds(member['expiresAt']),
      invitedBy: user(member['invitedBy']),
      joined: this.#seconds(member['joinedAt']),
      address: this.#people.addressOf(member['email']),
    };
  }

  #shown(invite: Json): Json {
    return {
      status: invite['status'],
      to: this.#people.addressOf(invite['email']),
      offer: {
        ...this.#shownAssignment(invite),
        projects: this.#shownGrants(invite['projects']),
        membershipExpiresIn: invite['membershipExpiresIn'] ?? null,
      },
      inviter: this.#users.indexOf(String((invite['inviter'] as Json)['user'])),
      created: this.#seconds(invite['createdAt']),
      ends: this.#seconds(invite['expiresAt']),
      decided: this.#seconds(invite['decidedAt']),
      maxUses: invite['maxUses'] ?? null,
      uses: invite['uses'] ?? null,
      domains: invite['domains'] ?? [],
    };
  }

  #shownAssignment({ role, permissions }: Json): Json {
    if (permissions === undefined) return { role };
    return { role, permissions: (permissions as string[]).map((each) => this.#common.permissions.indexOf(each)).toSorted((a, b) => a - b) };
  }

  #shownGrants(grants: unknown): Json[] {
    const all = (grants ?? []) as Json[];
    return all.map((each) => ({ ...this.#shownAssignment(each), project: this.#projects.indexOf(String(each['project'])) }));
  }

  #shownProject(project: Json): Json {
    const external = project['externalId'];
    return {
      project: this.#projects.indexOf(String(project['id'])),
      name: this.#common.names.indexOf(String(project['name'])),
      external: external === undefined ? null : Number(String(external).slice('external-'.length)),
      status: project['status'],
      created: this.#seconds(project['createdAt']),
    };
  }

  #shownReview(review: Json): Json {
    const { undecided: _, ...counts } = review['counts'] as Json;
    return { review: this.#reviews.indexOf(String(review['id'])), status: review['status'], ...counts };
  }

  /** The audit log, oldest first. */
  async log(): Promise<unknown[]> {
    const events: Json[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const reply = await this.#send(this.#owner, this.#owner, 'GET', `/v1/accounts/${this.#account}/audit?limit=200${cursor}`);
      const page = reply.json() as { items: Json[]; next?: string };
      events.push(...page.items);
      next = page.next;
    }
    return events.toReversed().map((event) => {
      const actor = event['actor'] as { kind: string; id: string };
      return {
        at: this.#seconds(event['at']),
        actor: actor.kind === 'user' ? this.#users.indexOf(actor.id) : null,
        action: event['action'],
        refused: event['outcome'] === 'refused' ? event['code'] : null,
      };
    });
  }

  #send(user: number, address: number | null, method: string, path: string, body?: unknown): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.#people.identityToken(user, address)}`, 'test-now': this.#milliseconds() };
    return send(this.#edge.origin, method, path, { headers, agent, ...(body === undefined ? {} : { body }) });
  }

  readonly #milliseconds = (): string => String((this.#began + this.#now) * 1000);
  #seconds(timestamp: unknown): number | null {
    return timestamp === undefined ? null : Date.parse(String(timestamp)) / 1000 - this.#began;
  }
  #invite(number: number): string {
    return this.#invites[number] ?? unknownInvite(this.#account);
  }
  #review(number: number): string {
    return this.#reviews[number] ?? `rev_${unusedId(number)}`;
  }
  #project(number: number): string {
    return this.#projects[number] ?? `prj_${unusedId(number)}`;
  }
}

/** The random part of an id that nothing has: another one for each number, as in the model. */
function unusedId(number: number): string {
  return Buffer.alloc(16, number).toString('base64url');
}

/** The order of a member that is a number. */
function by(key: string): (a: Json, b: Json) => number {
  return (a, b) => Number(a[key]) - Number(b[key]);
}

function dry({ dry: only }: { dry: boolean }): string {
  return only ? '?dryRun=true' : '';
}

function itemsOf(reply: Reply | undefined): Json[] {
  return (reply?.json() as { items?: Json[] } | undefined)?.items ?? [];
}
