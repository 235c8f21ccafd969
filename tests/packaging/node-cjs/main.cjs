// CommonJS: Node requires the same modules that others import, so there is one copy of everything.
const { createClient, HallpassError } = require('hallpass');
const { createGuard } = require('hallpass/edge');

const [identity, account] = process.argv.slice(2);
const options = { endpoint: 'http://127.0.0.1:8787', getIdentityToken: () => identity };

const main = async () => {
  const client = createClient(options);
  await client.ready;
  const { user, role } = await createGuard(options).verify(await client.token({ account }));
  const same = HallpassError === (await import('hallpass')).HallpassError;
  console.log(JSON.stringify({ user, role, can: client.can('pods:connect', { account }), why: (await client.explain({ permission: 'pods:manage', account }))?.reason, same }));
  client.close();
};
main();
