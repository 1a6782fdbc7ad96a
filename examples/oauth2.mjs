// OAuth 2: a token that is renewed when the server no longer accepts it:  node examples/oauth2.mjs [BASE]
import { pathToFileURL } from 'node:url';
import requests, { Session } from '@req/requests';
import { HERE } from './server.mjs';

class OAuth2 {
  /** A promise: requests that are sent at the same time share one renewal. */
  #token = null;

  constructor({ tokenUrl, clientId, refreshToken }) {
    Object.assign(this, { tokenUrl, clientId, refreshToken });
  }

  // Each request that is yielded is sent, and `yield` returns its response. The last one is what the caller gets.
  async *authFlow(request) {
    this.#token ??= this.#renew();
    const token = this.#token;
    const response = yield authorized(request, await token);
    if (response.statusCode !== 401) return;
    if (this.#token === token) this.#token = this.#renew();
    yield authorized(request, await this.#token);
  }

  async #renew() {
    try {
      const data = { grant_type: 'refresh_token', client_id: this.clientId, refresh_token: this.refreshToken };
      const answer = (await requests.post(this.tokenUrl, { data, timeout: 10_000 })).raiseForStatus().json();
      this.refreshToken = answer.refresh_token ?? this.refreshToken; // Some servers give a new one each time.
      return answer.access_token;
    } catch (error) {
      this.#token = null; // The next request tries again.
      throw error;
    }
  }
}

function authorized(request, token) {
  const copy = request.copy();
  copy.headers.set('Authorization', `Bearer ${token}`);
  return copy;
}

export async function main(baseUrl = HERE) {
  const auth = new OAuth2({ tokenUrl: `${baseUrl}/oauth/token`, clientId: 'my-app', refreshToken: 'for-life' });
  const session = new Session({ baseUrl, auth });
  for (let i = 0; i < 3; i++) {
    const r = await session.get('/oauth/me');
    console.log(r.statusCode, r.json().name, r.request.headers.get('authorization'));
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
