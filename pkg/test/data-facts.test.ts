/** What is compared between the databases of a data folder. */
import assert from 'node:assert/strict';
import * as sqlite from 'node:sqlite';
import { test } from 'node:test';
import { Facts } from '../src/cli/data/facts.ts';

const ACCOUNT = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
/** The tables of a personal account that has never had an invite or a project. */
const PERSONAL = `CREATE TABLE account (sequence INTEGER); INSERT INTO account VALUES (1);
  CREATE TABLE members (user TEXT); INSERT INTO members VALUES ('usr_AAAAAAAAAAAAAAAAAAAAAA');
  CREATE TABLE outbox (kind TEXT, destination TEXT, subject TEXT);
  CREATE TABLE broadcasts (kind TEXT, cursor TEXT);`;

const disagreementsOf = (schema: string): string[] => {
  const database = new sqlite.DatabaseSync(':memory:');
  database.exec(schema);
  const facts = new Facts(sqlite);
  facts.addAccount('object', ACCOUNT, database, Date.now());
  facts.addObject('AccountObject', 'object', true);
  return facts.disagreements();
};

test('a personal account without a table of invites is read', () => {
  assert.deepEqual(disagreementsOf(PERSONAL), [`AccountObject ${ACCOUNT}: its member usr_AAAAAAAAAAAAAAAAAAAAAA has no data`]);
});

test('control: an invite of an account that has the table is compared', () => {
  const invites = "CREATE TABLE invites (id TEXT, mailbox TEXT, state TEXT, expires_at INTEGER); INSERT INTO invites VALUES ('inv_A', 'mailbox', 'pending', NULL);";
  assert.equal(disagreementsOf(PERSONAL + invites).filter((line) => line.includes('the mailbox of inv_A')).length, 1);
});
