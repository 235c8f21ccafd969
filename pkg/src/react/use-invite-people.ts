import { useEffect, useMemo, useRef, useState } from 'react';
import { freshKey } from '../random.ts';
import { namesIn } from '../tables/access-cells.ts';
import { csvText } from '../tables/csv-cells.ts';
import { CsvError, hasColumn } from '../tables/csv.ts';
import { decodeText } from '../tables/encoding.ts';
import { type InviteRow, type NamedProject, readInviteRows } from '../tables/invite-rows.ts';
import type { InviteResult, ManyProgress, NewInvite } from '../types.ts';
import type { TableProblem } from '../words/table-problems.ts';
import { type AccessChoice, type AccessDraft, assignmentOf, useAccessChoice } from './access.ts';
import { PEOPLE_WORDS } from './people-words.ts';
import { useHallpass } from './provider.tsx';
import { useRoles } from './roles.tsx';
import { useActiveAccount, usePolicy } from './state.ts';
import { type Action, useAction } from './use-action.ts';
import { useWords } from './use-words.ts';

/** The account to invite to, and what to call afterwards. */
export interface InvitePeopleOptions {
  /** Default: the active one. */
  readonly account?: string | undefined;
  /** Called after each attempt with what became of the rows that were sent. */
  readonly onInvited?: ((results: readonly InviteResult[]) => void) | undefined;
}

/** The fields of the form. */
export interface PeopleDraft extends AccessDraft {
  /** A CSV table with a column `email`, or addresses with commas or line ends between them. */
  readonly text: string;
  readonly note: string;
  /** For how many days the links work; 0: until they are used or revoked. */
  readonly days: number;
  /** After how many days the memberships end; 0: they do not. */
  readonly membershipDays: number;
}

/** A row of the text. */
export interface PersonRow {
  readonly line: number;
  readonly email: string;
  /** The role that the invite gives; absent for a row that is wrong. */
  readonly role?: string | undefined;
  readonly status: 'ready' | 'wrong' | 'invited' | 'failed';
  /** What is wrong with it, or why it failed. */
  readonly problem?: string | undefined;
}

/** The form to invite several people, without markup. */
export interface InvitePeopleState {
  readonly draft: PeopleDraft;
  /** Changes fields, and clears the last error. */
  edit(change: Partial<PeopleDraft>): void;
  /** The choice of what rows get that name no role. */
  readonly access: AccessChoice;
  /** Reads a file as spreadsheets save it, in place of the text. */
  readFile(file: Blob): Promise<void>;
  /** The rows of the text, checked as far as that is possible before they are sent. */
  readonly rows: readonly PersonRow[];
  readonly counts: Readonly<Record<PersonRow['status'], number>>;
  /** What is wrong with the text as a whole, or should be known about the file. */
  readonly problem: string | undefined;
  /** Sends the rows that are ready, and those that failed again. No one is invited twice. */
  readonly submit: Action<[]>;
  /** While it runs. */
  readonly progress: ManyProgress | undefined;
  /** The links of all who were invited, as a CSV file. */
  linksTable(): string;
  /** Starts over. */
  reset(): void;
}

/** What was sent at once. The same rows are sent again under the same key. */
interface Sent {
  readonly key: string;
  readonly content: string;
  readonly invites: readonly NewInvite[];
}

type Outcomes = ReadonlyMap<string, InviteResult>;
type PeopleWords = ReturnType<typeof useWords<typeof PEOPLE_WORDS>>['t'];

const EMPTY: PeopleDraft = { text: '', role: '', permissions: [], note: '', days: 0, membershipDays: 0 };
const DAY_SECONDS = 86_400;
const NO_OUTCOMES: Outcomes = new Map();
const keyOf = (email: string | undefined): string => (email ?? '').toLowerCase();

/** A form to invite several people: a text with addresses or a table, what is wrong with each row, and what became of it. */
export const useInvitePeople = ({ account, onInvited }: InvitePeopleOptions = {}): InvitePeopleState => {
  const client = useHallpass();
  const active = useActiveAccount()?.id;
  const team = account ?? active;
  const { draft, edit, access, reset } = useDraft(account);
  const { t } = useWords(PEOPLE_WORDS);
  const [fileProblem, setFileProblem] = useState<TableProblem>();
  const [outcomes, setOutcomes] = useState(NO_OUTCOMES);
  const [progress, setProgress] = useState<ManyProgress>();
  const sent = useRef<Sent>(undefined);
  const { rows, error } = useRows(draft, team);

  const submit = useAction(async () => {
    const ready = rows.flatMap(({ invite }) => (invite ? [invite] : []));
    const content = JSON.stringify(ready);
    if (sent.current?.content !== content) {
      const invites = ready.filter(({ email }) => !outcomes.get(keyOf(email))?.invite);
      sent.current = { key: freshKey(), content, invites };
    }
    const { key, invites } = sent.current;
    try {
      setProgress({ done: 0, failed: 0, total: invites.length });
      const results = await client.invites.createMany(invites, { account: team, key, onProgress: setProgress });
      setOutcomes(new Map([...outcomes, ...results.map((result, index) => [keyOf(invites[index]?.email), result] as const)]));
      onInvited?.(results);
    } finally {
      setProgress(undefined);
    }
  });

  const change = (next: Partial<PeopleDraft>): void => {
    edit(next);
    setFileProblem(undefined);
    submit.clear();
  };
  const people = rows.map((row) => personRow(row, outcomes, t));
  return {
    draft,
    edit: change,
    access,
    async readFile(file) {
      try {
        const { text, warning } = decodeText(new Uint8Array(await file.arrayBuffer()));
        change({ text });
        setFileProblem(warning);
      } catch (error) {
        setFileProblem(error instanceof CsvError ? error.problem : { code: 'file_unreadable' });
      }
    },
    rows: people,
    counts: countsOf(people),
    problem: error ? t.problemInLine(error.line, t.tableProblem(error.problem)) : fileProblem && t.tableProblem(fileProblem),
    submit,
    progress,
    linksTable: () => linksTable(people, outcomes),
    reset() {
      reset();
      setOutcomes(NO_OUTCOMES);
      setFileProblem(undefined);
      sent.current = undefined;
      submit.clear();
    },
  };
};

const useDraft = (account: string | undefined) => {
  const [filled, setFilled] = useState(EMPTY);
  const roles = useRoles(account);
  // Starts with the first role that can be granted.
  const draft = filled.role ? filled : { ...filled, role: roles.find(({ grantable }) => grantable)?.name ?? '' };
  const edit = (change: Partial<PeopleDraft>): void => setFilled((current) => ({ ...current, role: draft.role, ...change }));
  const access = useAccessChoice({ account, value: draft, onChange: edit });
  return { draft, edit, access, reset: () => setFilled(EMPTY) };
};

interface ReadText {
  readonly rows: readonly InviteRow[];
  /** Why a table cannot be read at all. */
  readonly error?: CsvError;
}

/** The rows of the text. */
const useRows = ({ text, role, permissions, note, days, membershipDays }: PeopleDraft, team: string | undefined): ReadText => {
  const policy = usePolicy();
  const projects = useNamedProjects(team, useMemo(() => hasColumn(text, 'projects'), [text]));
  return useMemo(() => {
    if (!policy || text.trim() === '') return { rows: [] };
    const defaults = {
      ...(role && assignmentOf({ role, permissions })),
      ...(note.trim() && { note: note.trim() }),
      ...(days && { expiresIn: days * DAY_SECONDS }),
      ...(membershipDays && { membershipExpiresIn: membershipDays * DAY_SECONDS }),
    };
    try {
      return { rows: readInviteRows(text, { policy: namesIn(policy), projects, defaults }) };
    } catch (error) {
      if (error instanceof CsvError) return { rows: [], error };
      throw error;
    }
  }, [policy, projects, text, role, permissions, note, days, membershipDays]);
};

const NO_PROJECTS: readonly NamedProject[] = [];

/** The projects that a table may name; read once a table does. */
const useNamedProjects = (account: string | undefined, isNeeded: boolean): readonly NamedProject[] => {
  const client = useHallpass();
  const [projects, setProjects] = useState(NO_PROJECTS);
  useEffect(() => {
    if (!isNeeded) return undefined;
    let current = true;
    const read = async (): Promise<void> => {
      const found: NamedProject[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const page: { readonly items: readonly NamedProject[]; readonly next?: string } = await client.projects.list({ account, limit: 200, ...(cursor && { cursor }) });
        found.push(...page.items);
        cursor = page.next;
      }
      if (current) setProjects(found);
    };
    // Without the list, each row with a project says that there is no such project.
    read().catch(() => {});
    return () => void (current = false);
  }, [client, account, isNeeded]);
  return projects;
};

const personRow = ({ line, email, invite, problem }: InviteRow, outcomes: Outcomes, t: PeopleWords): PersonRow => {
  if (!invite) return { line, email, status: 'wrong', problem: t.tableProblem(problem) };
  const outcome = outcomes.get(keyOf(email));
  const row = { line, email, role: invite.role };
  if (!outcome) return { ...row, status: 'ready' };
  if (outcome.invite) return { ...row, status: 'invited' };
  const { message, detail, errors } = outcome.error;
  return { ...row, status: 'failed', problem: (errors?.length && t.errorDetail(detail)) || message };
};

const countsOf = (rows: readonly PersonRow[]): InvitePeopleState['counts'] => {
  const counts = { ready: 0, wrong: 0, invited: 0, failed: 0 };
  for (const { status } of rows) counts[status]++;
  return counts;
};

const linksTable = (rows: readonly PersonRow[], outcomes: Outcomes): string => {
  const invited = rows.filter(({ status }) => status === 'invited');
  return csvText([['email', 'role', 'link'], ...invited.map(({ email, role = '' }) => [email, role, outcomes.get(keyOf(email))?.link ?? ''])]);
};
