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
import { Badge, formatCount } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { LIFETIMES, MEMBERSHIPS } from './invite-dialog.tsx';

/** How many rows are shown. The others are counted, because a page with thousands of rows is slow. */
const SHOWN_ROWS = 200;

interface Props {
  readonly account: Account;
  readonly policy: Policy;
  readonly onClose: () => void;
}

/** Invites several people: from a list of addresses or a CSV table. */
export function InvitePeopleDialog({ account, policy, onClose }: Props) {
  return (
    <Dialog title="Invite several people" wide onClose={onClose}>
      <InvitePeople account={account.id}>
        {(state) => <PeopleForm state={state} policy={policy} onClose={onClose} />}
      </InvitePeople>
    </Dialog>
  );
}

function PeopleForm({ state, policy, onClose }: { state: InvitePeopleState; policy: Policy; onClose: () => void }) {
  const { draft, edit, access, submit, counts, problem } = state;
  const count = counts.ready + counts.failed;
  const canSend = count > 0 && problem === undefined;
  return (
    <Form onSubmit={() => void (canSend && submit.run())}>
      <PeopleText state={state} />
      <Outcome state={state} policy={policy} />
      <p className="field-label">For rows that name no role</p>
      <AccessPicker policy={policy} choice={access} value={draft} />
      <div className="form-pair">
        <Select
          label="The links work"
          value={String(draft.days)}
          onText={(days) => edit({ days: Number(days) })}
          options={LIFETIMES}
        />
        <Select
          label="The memberships"
          value={String(draft.membershipDays)}
          onText={(days) => edit({ membershipDays: Number(days) })}
          options={MEMBERSHIPS}
        />
      </div>
      <Problem error={submit.error} />
      <DialogActions>
        <Button onClick={onClose}>{counts.invited > 0 ? 'Done' : 'Cancel'}</Button>
        <Button look="primary" submit busy={submit.busy} unavailable={!canSend}>
          {counts.ready === 0 && counts.failed > 0 ? `Try ${formatCount(counts.failed, 'failed row')} again` : `Create ${formatCount(count, 'invite')}`}
        </Button>
      </DialogActions>
    </Form>
  );
}

/** The text, which takes a file too. */
function PeopleText({ state: { draft, edit, readFile, submit } }: { state: InvitePeopleState }) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        People
      </label>
      <textarea
        id={id}
        className="input people-text"
        rows={6}
        spellCheck={false}
        autoComplete="off"
        placeholder="kim@example.com, lee@example.com"
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
        Addresses with commas or line ends between them, or a CSV table with a column <code>email</code> and, if you like,{' '}
        <code>role</code>, <code>permissions</code>, <code>projects</code>, <code>note</code>, <code>expiresIn</code>,{' '}
        <code>membershipExpiresIn</code> and <code>locale</code>. You can also drop a file here.
      </p>
      <label className="people-file">
        <span>Choose a CSV file</span>
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
  const { rows, problem, progress, counts, linksTable } = state;
  return (
    <div className="people-outcome">
      {problem && (
        <p className="field-wrong" role="alert">
          <Quoting text={problem} />
        </p>
      )}
      <p role="status">{progress ? `${progress.done} of ${progress.total} rows` : summaryOf(counts)}</p>
      {progress && (
        <progress className="review-progress people-progress" aria-label="Rows" value={progress.done} max={progress.total} />
      )}
      {rows.length > 0 && <Rows rows={rows} policy={policy} />}
      {counts.invited > 0 && (
        <Button small icon="link" onClick={() => saveFile('invite-links.csv', linksTable(), 'text/csv')}>
          Download the links as CSV
        </Button>
      )}
    </div>
  );
}

const summaryOf = ({ invited, ready, failed, wrong }: InvitePeopleState['counts']): string =>
  [
    invited > 0 && `${invited} invited`,
    ready > 0 && `${ready} ready`,
    failed > 0 && `${failed} failed`,
    wrong > 0 && `${wrong} wrong and left out`,
  ]
    .filter(Boolean)
    .join(', ');

const STATUS: Readonly<Record<PersonRow['status'], readonly [string, Tone]>> = {
  ready: ['Ready', 'plain'],
  wrong: ['Wrong', 'danger'],
  invited: ['Invited', 'ok'],
  failed: ['Failed', 'danger'],
};

/** The rows; those that need attention first. */
function Rows({ rows, policy }: { rows: readonly PersonRow[]; policy: Policy }) {
  const needsAttention = ({ status }: PersonRow): boolean => status === 'wrong' || status === 'failed';
  const sorted = [...rows.filter(needsAttention), ...rows.filter((row) => !needsAttention(row))];
  return (
    <div className="people-rows" role="region" aria-label="Rows" tabIndex={0}>
      <Table label="Rows" columns={['Address', 'Line', 'Role', 'Outcome']}>
        {sorted.slice(0, SHOWN_ROWS).map(({ line, email, role, status, problem }, index) => {
          const [label, tone] = STATUS[status];
          return (
            <Row key={index}>
              <Cell as="main">{email || '—'}</Cell>
              <Cell label="Line">{line}</Cell>
              <Cell label="Role">{role !== undefined && roleTitle(policy, role)}</Cell>
              <Cell label="Outcome">
                <Badge tone={tone}>{label}</Badge> {problem && <Quoting text={problem} />}
              </Cell>
            </Row>
          );
        })}
      </Table>
      {rows.length > SHOWN_ROWS && <p className="pad muted">and {rows.length - SHOWN_ROWS} more</p>}
    </div>
  );
}
