const requests = require('@req/requests');
const axios = require('@req/transport-axios');
const fetch = require('@req/transport-fetch');
const http = require('@req/transport-http');
const undici = require('@req/transport-undici');
const axiosModule = require('axios');
const { default: nodeFetch } = require('node-fetch');
const { runOnNode } = require('./on-node.cjs');
const server = require('./server.cjs');

runOnNode({ requests, undici, http, fetch, axios, nodeFetch, axiosModule }, server);
