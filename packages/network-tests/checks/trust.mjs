const NO_BYTES = 'Requests takes paths only';
const ENVIRONMENT_WINS = 'in Requests the environment beats the session (docs/differences.md)';

/** `verify`, and the variables that stand in for it. */
export function trust({ origin, certificates }) {
  const { ca, otherCa, ca2, caHashed, caNamed, caBytes } = certificates;
  const url = `${origin.https}/echo`;
  const get = (name, options, is = 200, more = {}) => ({ name, url, options, expect: { is }, ...more });
  const told = (name, environment, { options = {}, session = {}, is, requests }) => ({
    name,
    url,
    environment,
    options,
    session,
    expect: { is },
    requests,
  });
  return [
    get('An unknown authority is an SSLError by default', {}, 'SSLError'),
    get('verify: true is the default', { verify: true }, 'SSLError'),
    get('verify: false takes any certificate', { verify: false }),
    get('verify as the path of a CA file trusts what it signed', { verify: ca }),
    get('A CA file may hold several authorities', { verify: ca2 }),
    get('verify as a CA file of somebody else is an SSLError', { verify: otherCa }, 'SSLError'),
    get('verify as a directory with hashed names', { verify: caHashed }),
    get('verify as a directory with any names', { verify: caNamed }, 200, {
      requests: { expect: { is: 'SSLError' }, why: 'OpenSSL looks for hashed names only, req reads every certificate' },
    }),
    get('verify as PEM bytes', { verify: caBytes }, 200, { requests: { none: NO_BYTES } }),
    get('verify as PEM text', { verify: caBytes.toString() }, 200, { requests: { none: NO_BYTES } }),
    get('A trusted CA file holds for the connection over HTTP/2 too', { verify: ca }, 200, {
      url: `${origin.http2}/echo`,
    }),
    told('REQUESTS_CA_BUNDLE names the CA file', { REQUESTS_CA_BUNDLE: ca }, { is: 200 }),
    told('REQUESTS_CA_BUNDLE may name a hashed directory', { REQUESTS_CA_BUNDLE: caHashed }, { is: 200 }),
    told('CURL_CA_BUNDLE names the CA file', { CURL_CA_BUNDLE: ca }, { is: 200 }),
    told(
      'REQUESTS_CA_BUNDLE comes before CURL_CA_BUNDLE',
      { REQUESTS_CA_BUNDLE: ca, CURL_CA_BUNDLE: otherCa },
      { is: 200 },
    ),
    told(
      'An empty REQUESTS_CA_BUNDLE leaves it to CURL_CA_BUNDLE',
      { REQUESTS_CA_BUNDLE: '', CURL_CA_BUNDLE: ca },
      { is: 200 },
    ),
    told(
      "A request's verify beats the environment",
      { REQUESTS_CA_BUNDLE: otherCa },
      { options: { verify: ca }, is: 200 },
    ),
    told(
      "A session's verify beats the environment",
      { REQUESTS_CA_BUNDLE: otherCa },
      { session: { verify: ca }, is: 200, requests: { expect: { is: 'SSLError' }, why: ENVIRONMENT_WINS } },
    ),
    told(
      "A session's verify: false beats the environment",
      { REQUESTS_CA_BUNDLE: otherCa },
      { session: { verify: false }, is: 200, requests: { expect: { is: 'SSLError' }, why: ENVIRONMENT_WINS } },
    ),
    told(
      'trustEnv: false leaves the environment out',
      { REQUESTS_CA_BUNDLE: ca },
      { session: { trustEnv: false }, is: 'SSLError' },
    ),
    told(
      "A request's verify beats the session's",
      {},
      { session: { verify: otherCa }, options: { verify: ca }, is: 200 },
    ),
  ];
}
