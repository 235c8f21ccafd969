import type { HallpassError } from '../../errors.ts';
import { refusal } from '../../messages.ts';
import type { Token } from '../../types.ts';
import { segment } from '../ids.ts';
import { TOKEN_MARGIN_MS } from '../limits.ts';
import type { Services } from '../services.ts';
import type { ProjectReader } from './project-reader.ts';
import type { ProjectRecords } from './project-records.ts';

type Dependencies = Pick<Services, 'http' | 'store' | 'tokens' | 'clock' | 'messages'> & {
  readonly records: ProjectRecords;
  readonly reader: ProjectReader;
};

/** Membership tokens that say what the user may do in one project: fetched when needed, and shared between callers. */
export class ProjectTokens {
  readonly #client: Dependencies;
  readonly #requests = new Map<string, Promise<string>>();

  constructor(dependencies: Dependencies) {
    this.#client = dependencies;
    dependencies.store.onReset(() => this.#requests.clear());
  }

  /** A token for the project that is valid for a moment at least, other than `rejected`, which the edge has refused. */
  async get(account: string, project: string, rejected?: string): Promise<string> {
    const { records, clock } = this.#client;
    const grant = records.token(project);
    const jwt = grant?.token?.jwt;
    if (grant && jwt !== undefined && jwt !== rejected && clock.now() < grant.expiresAt - TOKEN_MARGIN_MS) return jwt;
    return this.#requests.get(project) ?? this.#request(account, project);
  }

  /** Replaces the token of a project, if one is in use and it expires soon. Never rejects. */
  async refresh(account: string, project: string): Promise<void> {
    const token = this.#client.records.token(project)?.token;
    if (!token || this.#client.clock.now() < token.refreshAt || this.#requests.has(project)) return;
    await this.#request(account, project).catch(() => {});
  }

  #request(account: string, project: string): Promise<string> {
    const request = this.#fetch(account, project).finally(() => {
      if (this.#requests.get(project) === request) this.#requests.delete(project);
    });
    this.#requests.set(project, request);
    return request;
  }

  async #fetch(account: string, project: string): Promise<string> {
    const { http, store, tokens, records, reader, messages } = this.#client;
    const { generation } = store;
    try {
      const body = { project: segment('project', project) };
      const { token, project: row } = await http.json<Token>('POST', `/v1/accounts/${segment('account', account)}/token`, { body, isChange: false });
      if (generation !== store.generation) throw refusal('not_signed_in', {}, messages);
      const grant = tokens.read(account, token, row);
      if (!grant || row?.id !== project) throw refusal('token_invalid');
      records.applyToken(row, grant);
      store.publishState();
      return token;
    } catch (error) {
      if (generation === store.generation) {
        const { code } = error as HallpassError;
        reader.outdate(account);
        void reader.refresh();
        // It may be news about the membership, which a token for the account alone tells too.
        if (tokens.isRefusal(code) && store.records.accounts.has(account)) void tokens.renew(account);
      }
      throw error;
    }
  }
}
