/** The form to invite several people, as it is shown. */

import { type DragEvent, type ReactNode, useId } from 'react';
import { AccessPickerScreen } from './access-picker-screen.tsx';
import { DaysField, MEMBERSHIPS_DAYS } from './invite-fields.tsx';
import { LIFETIMES_DAYS } from './invite-form-screen.tsx';
import { Button, Dialog, partProps, Problem, Quoting } from './parts.tsx';
import { PEOPLE_WORDS } from './people-words.ts';
import { useHallpassContext } from './provider.tsx';
import { roleOf, usePolicy } from './state.ts';
import { type InvitePeopleOptions, type InvitePeopleState, type PersonRow, useInvitePeople } from './use-invite-people.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

const WORDS = { ...INVITE_WORDS, ...PEOPLE_WORDS };
/** How many rows are shown. The others are counted, because a page with thousands of rows is slow. */
const SHOWN_ROWS = 200;

interface PartProps {
  readonly state: InvitePeopleState;
  readonly words: OwnWords | undefined;
}

interface ScreenProps {
  readonly options: InvitePeopleOptions;
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

/** The dialog. */
export function InvitePeopleScreen({ options, words, onClose }: ScreenProps): ReactNode {
  const { t } = useWords(WORDS, words);
  const state = useInvitePeople(options);
  const { draft, edit, access, submit, counts, problem } = state;
  const count = counts.ready + counts.failed;
  const canSend = count > 0 && !problem;
  return (
    <Dialog
      title={t.invitePeople}
      words={words}
      onClose={onClose}
      onSubmit={() => canSend && submit.run()}
      actions={
        <Button variant="primary" type="submit" busy={submit.busy} disabled={!canSend}>
          {counts.ready === 0 && counts.failed > 0 ? t.retryFailed(counts.failed) : t.sendInvites(count)}
        </Button>
      }
    >
      <PeopleText state={state} words={words} />
      <Outcome state={state} words={words} />
      <p>{t.roleForAll}</p>
      <AccessPickerScreen choice={access} value={draft} words={words} />
      <DaysField label={t.linkLives} value={draft.days} options={LIFETIMES_DAYS} text={t.lives} onDays={(days) => edit({ days })} />
      <DaysField label={t.membershipEnds} value={draft.membershipDays} options={MEMBERSHIPS_DAYS} text={t.membershipLasts} onDays={(days) => edit({ membershipDays: days })} />
      <Problem error={submit.error} />
    </Dialog>
  );
}

/** Draws the form by a function. */
export function InvitePeopleDrawn({ options, children }: { options: InvitePeopleOptions; children: (state: InvitePeopleState) => ReactNode }): ReactNode {
  return children(useInvitePeople(options));
}

/** The text, which takes a file too. */
function PeopleText({ state: { draft, edit, readFile, submit }, words }: PartProps) {
  const { t } = useWords(WORDS, words);
  const { label: Label = 'label' } = useHallpassContext().components;
  const id = useId();
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    void readFile(file);
  };
  return (
    <div {...partProps('field')}>
      <Label htmlFor={id}>{t.people}</Label>
      <textarea
        {...partProps('input')}
        id={id}
        rows={6}
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        readOnly={submit.busy}
        aria-describedby={`${id}a`}
        value={draft.text}
        onChange={(event) => edit({ text: event.target.value })}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
      />
      <p {...partProps('about')} id={`${id}a`}>
        {t.peopleAbout}
      </p>
      <label {...partProps('file')}>
        <span>{t.chooseFile}</span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) void readFile(file);
            event.target.value = '';
          }}
        />
      </label>
    </div>
  );
}

function Outcome({ state, words }: PartProps) {
  const { t } = useWords(WORDS, words);
  const { rows, counts, problem, progress, linksTable } = state;
  return (
    <div {...partProps('people')}>
      {problem && (
        <p {...partProps('wrong')} role="alert">
          <Quoting text={problem} />
        </p>
      )}
      <div {...partProps('progress')}>
        <p role="status">{progress ? t.sending(progress.done, progress.total) : t.rowCounts(counts)}</p>
        {progress && <progress aria-label={t.invitePeople} max={progress.total} value={progress.done} />}
      </div>
      {rows.length > 0 && <Rows rows={rows} words={words} />}
      {counts.invited > 0 && <Button onClick={() => saveTable(linksTable())}>{t.saveLinks}</Button>}
    </div>
  );
}

/** The rows; those that need attention first. */
function Rows({ rows, words }: { rows: readonly PersonRow[]; words: OwnWords | undefined }) {
  const { t } = useWords(WORDS, words);
  const policy = usePolicy();
  const texts = { ready: t.rowReady, wrong: t.rowWrong, invited: t.rowInvited, failed: t.rowFailed };
  const needsAttention = ({ status }: PersonRow): boolean => status === 'wrong' || status === 'failed';
  const sorted = [...rows.filter(needsAttention), ...rows.filter((row) => !needsAttention(row))];
  return (
    <div {...partProps('rows')} role="region" aria-label={t.rows} tabIndex={0}>
      {/* On a phone the sheet shows rows as blocks, which would take their roles away. */}
      <table role="table" aria-label={t.rows}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">{t.address}</th>
            <th role="columnheader" scope="col">{t.line}</th>
            <th role="columnheader" scope="col">{t.role}</th>
            <th role="columnheader" scope="col">{t.outcome}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {sorted.slice(0, SHOWN_ROWS).map(({ line, email, role, status, problem }, index) => (
            <tr key={index} role="row" data-status={status}>
              <td role="cell" dir="auto">
                {email}
              </td>
              <td role="cell" data-label={t.line}>
                {line}
              </td>
              <td role="cell" data-label={t.role}>
                {role !== undefined && (roleOf(policy, role)?.title ?? role)}
              </td>
              <td role="cell">{problem === undefined ? texts[status] : <Quoting text={`${texts[status]}: ${problem}`} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN_ROWS && <p>{t.moreRows(rows.length - SHOWN_ROWS)}</p>}
    </div>
  );
}

const saveTable = (text: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = 'invite-links.csv';
  link.click();
  URL.revokeObjectURL(link.href);
};
