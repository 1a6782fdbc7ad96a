const PATHS_ONLY = 'Requests accepts paths only';
const ENVIRONMENT_WINS = 'in Requests the environment overrides the session (docs/differences.md)';

/** `verify`, and the environment variables that replace it. */
export function trust({ origin, certificates }) {
  const { ca, otherCa, ca2, caHashed, caNamed, caBytes } = certificates;
  const url = `${origin.https}/echo`;
  const get = (name, options, outcome = 200, more = {}) => ({ name, url, options, expect: { outcome }, ...more });
  const withVariables = (name, environment, { options = {}, session = {}, outcome, requests }) => ({
    name,
    url,
    environment,
    options,
    session,
    expect: { outcome },
    requests,
  });
  return [
    get('A certificate of an unknown CA is an SSLError by default', {}, 'SSLError'),
    get('verify: true is the default', { verify: true }, 'SSLError'),
    get('verify: false accepts any certificate', { verify: false }),
    get('verify as the path of a CA file trusts that CA', { verify: ca }),
    get('A CA file may contain several CAs', { verify: ca2 }),
    get('verify with another CA is an SSLError', { verify: otherCa }, 'SSLError'),
    get('verify as a directory with hashed file names', { verify: caHashed }),
    get('verify as a directory with arbitrary file names', { verify: caNamed }, 200, {
      requests: {
        expect: { outcome: 'SSLError' },
        differs: 'OpenSSL only finds hashed file names; req reads every file',
      },
    }),
    get('verify as PEM bytes', { verify: caBytes }, 200, { requests: { skip: PATHS_ONLY } }),
    get('verify as PEM text', { verify: caBytes.toString() }, 200, { requests: { skip: PATHS_ONLY } }),
    get('verify applies to HTTP/2 connections too', { verify: ca }, 200, {
      url: `${origin.http2}/echo`,
    }),
    withVariables('REQUESTS_CA_BUNDLE names the CA file', { REQUESTS_CA_BUNDLE: ca }, { outcome: 200 }),
    withVariables('REQUESTS_CA_BUNDLE may name a hashed directory', { REQUESTS_CA_BUNDLE: caHashed }, { outcome: 200 }),
    withVariables('CURL_CA_BUNDLE names the CA file', { CURL_CA_BUNDLE: ca }, { outcome: 200 }),
    withVariables(
      'REQUESTS_CA_BUNDLE takes precedence over CURL_CA_BUNDLE',
      { REQUESTS_CA_BUNDLE: ca, CURL_CA_BUNDLE: otherCa },
      { outcome: 200 },
    ),
    withVariables(
      'An empty REQUESTS_CA_BUNDLE falls back to CURL_CA_BUNDLE',
      { REQUESTS_CA_BUNDLE: '', CURL_CA_BUNDLE: ca },
      { outcome: 200 },
    ),
    withVariables(
      "A request's verify overrides the environment",
      { REQUESTS_CA_BUNDLE: otherCa },
      { options: { verify: ca }, outcome: 200 },
    ),
    withVariables(
      "A session's verify overrides the environment",
      { REQUESTS_CA_BUNDLE: otherCa },
      {
        session: { verify: ca },
        outcome: 200,
        requests: { expect: { outcome: 'SSLError' }, differs: ENVIRONMENT_WINS },
      },
    ),
    withVariables(
      "A session's verify: false overrides the environment",
      { REQUESTS_CA_BUNDLE: otherCa },
      {
        session: { verify: false },
        outcome: 200,
        requests: { expect: { outcome: 'SSLError' }, differs: ENVIRONMENT_WINS },
      },
    ),
    withVariables(
      'trustEnv: false ignores the environment',
      { REQUESTS_CA_BUNDLE: ca },
      { session: { trustEnv: false }, outcome: 'SSLError' },
    ),
    withVariables(
      "A request's verify overrides the session's",
      {},
      { session: { verify: otherCa }, options: { verify: ca }, outcome: 200 },
    ),
  ];
}
