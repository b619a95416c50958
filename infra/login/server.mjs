// The OpenID provider of the development stack and of the tests: oidc-provider, with a page to log in as anybody.
//
//   node server.mjs           serves until SIGTERM; the settings are below
//   node server.mjs new-key   puts a new key before the last one; a provider that is started then signs with it
//
// Whoever calls himself `operator` gets every scope, others get what a buyer needs. There are no passwords: never let
// anybody reach it from another machine.

import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname } from 'node:path'

const setting = (name) => process.env[name] || fail(`${name} is not set`)
const fail = (reason) => {
  process.stderr.write(`${reason}\n`)
  process.exit(2)
}

// The file with the private keys: a JWK set, of which the first one signs.
const KEYS = setting('LOGIN_PROVIDER_KEYS')

function newKey() {
  const { privateKey } = generateKeyPairSync('ed25519')
  const jwk = privateKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(jwk.x).digest('base64url').slice(0, 16)
  return { ...jwk, kid, use: 'sig', alg: 'EdDSA' }
}

function readKeys() {
  try {
    return JSON.parse(readFileSync(KEYS, 'utf8')).keys
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

// Keeps two keys: what the last one has signed is still valid.
function writeKeys(keys) {
  mkdirSync(dirname(KEYS), { recursive: true })
  writeFileSync(`${KEYS}.new`, JSON.stringify({ keys: keys.slice(0, 2) }), { mode: 0o600 })
  renameSync(`${KEYS}.new`, KEYS)
}

if (process.argv[2] === 'new-key') {
  writeKeys([newKey(), ...readKeys()])
  process.exit(0)
}
if (readKeys().length === 0) writeKeys([newKey()])

const ISSUER = setting('LOGIN_PROVIDER_ISSUER')
const CLIENT_ID = setting('LOGIN_CLIENT_ID')
const CLIENT_SECRET = setting('LOGIN_CLIENT_SECRET')
// Where browsers reach Holdfast: one or several origins, separated by commas.
const SITES = setting('LOGIN_PROVIDER_SITES').split(',')
// What `aud` of an access token is.
const AUDIENCE = setting('TOKEN_AUDIENCE')

const OPERATOR = 'operator'
// The subject of a name: nobody shall rely on them being equal.
const subjectOf = (name) => `user:${name}`
const nameOf = (subject) => subject.slice('user:'.length)
const BUYER_SCOPES = ['hold', 'order']
const SCOPES = [...BUYER_SCOPES, 'order:refund', 'event:write', 'boxoffice', 'scan', 'room', 'audit']
const RESOURCE = 'urn:holdfast'

const { Provider } = await import('oidc-provider')

const scopesOf = (subject) => (subject === subjectOf(OPERATOR) ? SCOPES : BUYER_SCOPES)

const provider = new Provider(ISSUER, {
  jwks: { keys: readKeys() },
  cookies: { keys: [createHash('sha256').update(CLIENT_SECRET).digest('hex')] },
  scopes: ['openid', 'offline_access', ...SCOPES],
  claims: { openid: ['sub'], profile: ['name'] },
  // The name is in the ID token, so that a login needs no further request.
  conformIdTokenClaims: false,
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      redirect_uris: SITES.map((site) => `${site}/api/session/callback`),
      post_logout_redirect_uris: SITES.map((site) => `${site}/`),
      id_token_signed_response_alg: 'EdDSA',
    },
    {
      // For scripts: a token of its own, with the scopes that it asks for.
      client_id: `${CLIENT_ID}-script`,
      client_secret: CLIENT_SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'EdDSA',
    },
  ],
  enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
  pkce: { required: () => true },
  ttl: { Interaction: 1800, Session: 86400, Grant: 86400, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, client) => (client.clientId === CLIENT_ID ? undefined : RESOURCE),
      getResourceServerInfo: () => ({
        scope: SCOPES.join(' '),
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'EdDSA' } },
      }),
    },
    // A logout that Holdfast asks for needs no further question.
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => {
        ctx.body = page('Logging out', `${form}<p>Log out of the development provider?</p>
          <button autofocus type="submit" form="op.logoutForm" name="logout" value="yes">Log out</button>`)
      },
    },
  },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: nameOf(id) }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  // Who may have which scope is decided here, without a page that asks for consent.
  async loadExistingGrant(ctx) {
    const { Grant } = ctx.oidc.provider
    const { accountId } = ctx.oidc.session
    const { clientId } = ctx.oidc.client
    const known = ctx.oidc.session.grantIdFor(clientId)
    const grant = (known && (await Grant.find(known))) || new Grant({ accountId, clientId })
    const granted = scopesOf(accountId)
    grant.addOIDCScope(['openid', 'profile', ...granted].join(' '))
    grant.rejectOIDCScope(SCOPES.filter((scope) => !granted.includes(scope)).join(' '))
    await grant.save()
    return grant
  },
  renderError(ctx, out) {
    ctx.type = 'html'
    ctx.body = page('That did not work', `<p>${escaped(out.error)}: ${escaped(out.error_description ?? '')}</p>`)
  },
})

const escaped = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>body { font: 1.1rem/1.5 system-ui; max-width: 28rem; margin: 4rem auto; padding: 0 1rem }
input, button { font: inherit; padding: .5rem; margin: .25rem 0 }</style></head>
<body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`

const form = (uid) => page('Log in', `<p>The provider of the development stack. Any name will do; <code>${OPERATOR}</code>
has every scope.</p>
<form method="post" action="/interaction/${escaped(uid)}">
<label for="login">Name</label><br><input id="login" name="login" autocomplete="username" required maxlength="60" autofocus>
<button type="submit">Log in</button></form>
<form method="post" action="/interaction/${escaped(uid)}/abort"><button type="submit">Cancel</button></form>`)

async function readForm(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > 10_000) throw new Error('the form is too long')
  }
  return new URLSearchParams(text)
}

// The login page; everything else is the library's.
async function interact(request, response, [uid, action]) {
  await provider.interactionDetails(request, response)
  if (request.method === 'POST' && action === 'abort') {
    const error_description = 'the login was given up'
    await provider.interactionFinished(request, response, { error: 'access_denied', error_description })
  } else if (request.method === 'POST') {
    const login = ((await readForm(request)).get('login') ?? '').trim().slice(0, 60)
    if (login) await provider.interactionFinished(request, response, { login: { accountId: subjectOf(login) } })
    else response.writeHead(303, { location: `/interaction/${uid}` }).end()
  } else {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(form(uid))
  }
}

const library = provider.callback()
const server = createServer((request, response) => {
  const path = new URL(request.url, ISSUER).pathname.split('/').slice(1)
  if (path[0] !== 'interaction') return library(request, response)
  interact(request, response, path.slice(1)).catch((error) => {
    response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page('That did not work', `<p>${escaped(error.message)}</p>`))
  })
})

const { hostname, port } = new URL(ISSUER)
server.listen(Number(port), hostname, () => process.stdout.write(`listening on ${ISSUER}\n`))
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
