import type { Account, Policy } from 'hallpass';
import { InvitePeople } from 'hallpass/react';
import type { InvitePeopleState, PersonRow } from 'hallpass/react';
import { useId } from 'react';

import { roleTitle } from '../../hooks/state.tsx';
import { AccessPicker } from '../../ui/access-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Form, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Quoting } from '../../ui/quoting.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { Badge } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { useWords } from '../../words/language.ts';
import { daysOptions, LIFETIMES_DAYS, MEMBERSHIPS_DAYS } from './invite-dialog.tsx';

/** How many rows are shown. The others are counted, because a page with thousands of rows is slow. */
const SHOWN_ROWS = 200;

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly onClose: () => void;
}

/** Invites several people: from a list of addresses or a CSV table. */
export function InvitePeopleDialog({ account, policy, onClose }: Props) {
  const { hallpass } = useWords();
  return (
    <Dialog title={hallpass.invitePeople} wide onClose={onClose}>
      <InvitePeople account={account.id}>
        {(state) => <PeopleForm state={state} policy={policy} onClose={onClose} />}
      </InvitePeople>
    </Dialog>
  );
}

function PeopleForm({ state, policy, onClose }: { state: InvitePeopleState; policy: Policy; onClose: () => void }) {
  const { draft, edit, access, submit, counts, problem } = state;
  const { hallpass, parts, invites: t } = useWords();
  const count = counts.ready + counts.failed;
  const canSend = count > 0 && problem === undefined;
  return (
    <Form onSubmit={() => void (canSend && submit.run())}>
      <PeopleText state={state} />
      <Outcome state={state} policy={policy} />
      <p className="field-label">{hallpass.roleForAll}</p>
      <AccessPicker policy={policy} choice={access} value={draft} />
      <div className="form-pair">
        <Select
          label={t.linksExpire}
          value={String(draft.days)}
          onText={(days) => edit({ days: Number(days) })}
          options={daysOptions(LIFETIMES_DAYS, hallpass.lives)}
        />
        <Select
          label={t.membershipsEnd}
          value={String(draft.membershipDays)}
          onText={(days) => edit({ membershipDays: Number(days) })}
          options={daysOptions(MEMBERSHIPS_DAYS, hallpass.membershipLasts)}
        />
      </div>
      <Problem error={submit.error} />
      <DialogActions>
        <Button onClick={onClose}>{counts.invited > 0 ? parts.done : hallpass.cancel}</Button>
        <Button look="primary" submit busy={submit.busy} unavailable={!canSend}>
          {counts.ready === 0 && counts.failed > 0 ? hallpass.retryFailed(counts.failed) : hallpass.sendInvites(count)}
        </Button>
      </DialogActions>
    </Form>
  );
}

/** The text, which takes a file too. */
function PeopleText({ state: { draft, edit, readFile, submit } }: { state: InvitePeopleState }) {
  const id = useId();
  const { hallpass, invites: t } = useWords();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {hallpass.people}
      </label>
      <textarea
        id={id}
        className="input people-text"
        rows={6}
        spellCheck={false}
        autoComplete="off"
        placeholder={t.peopleExample}
        readOnly={submit.busy}
        aria-describedby={`${id}-about`}
        value={draft.text}
        onChange={(event) => edit({ text: event.target.value })}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const [file] = event.dataTransfer.files;
          if (!file) return;
          event.preventDefault();
          void readFile(file);
        }}
      />
      <p id={`${id}-about`} className="field-hint">
        {t.peopleAbout((name) => (
          <code>{name}</code>
        ))}
      </p>
      <label className="people-file">
        <span>{hallpass.chooseFile}</span>
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

function Outcome({ state, policy }: { state: InvitePeopleState; policy: Policy }) {
  const { hallpass } = useWords();
  const { rows, problem, progress, counts, linksTable } = state;
  return (
    <div className="people-outcome">
      {problem && (
        <p className="field-wrong" role="alert">
          <Quoting text={problem} />
        </p>
      )}
      <p role="status">{progress ? hallpass.sending(progress.done, progress.total) : hallpass.rowCounts(counts)}</p>
      {progress && (
        <progress className="review-progress people-progress" aria-label={hallpass.rows} value={progress.done} max={progress.total} />
      )}
      {rows.length > 0 && <Rows rows={rows} policy={policy} />}
      {counts.invited > 0 && (
        <Button small icon="link" onClick={() => saveFile('invite-links.csv', linksTable(), 'text/csv')}>
          {hallpass.saveLinks}
        </Button>
      )}
    </div>
  );
}

const TONES: Readonly<Record<PersonRow['status'], Tone>> = { ready: 'plain', wrong: 'danger', invited: 'ok', failed: 'danger' };

/** The rows; those that need attention first. */
function Rows({ rows, policy }: { rows: readonly PersonRow[]; policy: Policy }) {
  const { hallpass, parts, invites: t } = useWords();
  const statuses = { ready: hallpass.rowReady, wrong: hallpass.rowWrong, invited: hallpass.rowInvited, failed: hallpass.rowFailed };
  const needsAttention = ({ status }: PersonRow): boolean => status === 'wrong' || status === 'failed';
  const sorted = [...rows.filter(needsAttention), ...rows.filter((row) => !needsAttention(row))];
  return (
    <div className="people-rows" role="region" aria-label={hallpass.rows} tabIndex={0}>
      <Table label={hallpass.rows} columns={[hallpass.address, hallpass.line, hallpass.role, hallpass.outcome]}>
        {sorted.slice(0, SHOWN_ROWS).map(({ line, email, role, status, problem }, index) => (
          <Row key={index}>
            <Cell as="main">{email || t.noEmail}</Cell>
            <Cell label={hallpass.line}>{line}</Cell>
            <Cell label={hallpass.role}>{role !== undefined && roleTitle(policy, role)}</Cell>
            <Cell label={hallpass.outcome}>
              <Badge tone={TONES[status]}>{statuses[status]}</Badge> {problem && <Quoting text={problem} />}
            </Cell>
          </Row>
        ))}
      </Table>
      {rows.length > SHOWN_ROWS && <p className="pad muted">{parts.moreNames(rows.length - SHOWN_ROWS)}</p>}
    </div>
  );
}
