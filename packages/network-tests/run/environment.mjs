const READ_BY_REQ = /_proxy$|^(?:REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC|REQUEST_METHOD)$/i;

/** Unsets the variables that would affect requests. */
export function cleanEnvironment({ root }) {
  for (const name of Object.keys(process.env)) if (READ_BY_REQ.test(name)) delete process.env[name];
  process.env.NETRC = `${root}/no-netrc`;
}

/** Sets variables during a call. */
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
