const MEANINGFUL = /_proxy$|^(?:REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC|REQUEST_METHOD)$/i;

/** Takes away what a machine's settings might change about requests. */
export function cleanEnvironment({ root }) {
  for (const name of Object.keys(process.env)) if (MEANINGFUL.test(name)) delete process.env[name];
  process.env.NETRC = `${root}/no-netrc`;
}

/** Sets variables for the time of one call. */
export async function withEnvironment(variables, call) {
  const before = Object.keys(variables).map((name) => [name, process.env[name]]);
  Object.assign(process.env, variables);
  try {
    return await call();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
