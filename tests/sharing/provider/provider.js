// A real OpenID provider on this machine, for the tests alone. Its accounts are invented and its login
// form asks for no password. It prints one line of JSON when it is ready: {"port": ...}.
import http from 'node:http';
import { randomBytes } from 'node:crypto';
import Provider, { interactionPolicy } from 'oidc-provider';

const settings = JSON.parse(process.argv[2]);

const policy = interactionPolicy.base();
policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }));

const server = http.createServer();
await new Promise((resolve) => server.listen(settings.port ?? 0, '127.0.0.1', resolve));
const { port } = server.address();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: settings.client_id,
    client_secret: settings.client_secret,
    redirect_uris: settings.redirect_uris,
    post_logout_redirect_uris: settings.redirect_uris,
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  conformIdTokenClaims: false,
  cookies: { keys: [randomBytes(16).toString('hex')] },
  interactions: { policy },
  pkce: { required: () => true },
  ttl: { IdToken: settings.id_token_seconds ?? 3600 },
  findAccount(_context, id) {
    const account = settings.accounts[id];
    return account && { accountId: id, claims: () => ({ sub: id, ...account }) };
  },
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();

server.on('request', (request, response) => answer(request, response));
console.log(JSON.stringify({ port }));
