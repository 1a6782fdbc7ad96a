const requests = require('@req/requests');
const axios = require('@req/transport-axios');
const fetch = require('@req/transport-fetch');
const http = require('@req/transport-http');
const undici = require('@req/transport-undici');
const axiosModule = require('axios');
const { runOnNode } = require('./on-node.cjs');
const server = require('./server.cjs');

const nodeFetch = requireNodeFetch();

runOnNode({ requests, undici, http, fetch, axios, nodeFetch, axiosModule }, server);

/** An ES module, which Node 20 and 22 cannot require from the archives of Plug'n'Play. */
function requireNodeFetch() {
  try {
    return require('node-fetch').default;
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  }
}
