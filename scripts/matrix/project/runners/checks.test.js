const { runOnNode } = require('../on-node.cjs');
const server = require('../server.cjs');

test('the checks', async () => {
  const requests = require('@req/requests');
  const axios = require('@req/transport-axios');
  const fetch = require('@req/transport-fetch');
  const http = require('@req/transport-http');
  const undici = require('@req/transport-undici');
  await runOnNode({ requests, undici, http, fetch, axios, axiosModule: require('axios') }, server);
}, 60_000);
