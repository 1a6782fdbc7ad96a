import * as requests from '@req/requests';
import * as axios from '@req/transport-axios';
import * as fetch from '@req/transport-fetch';
import * as http from '@req/transport-http';
import * as undici from '@req/transport-undici';
import axiosModule from 'axios';

const { runOnNode } = require('../on-node.cjs');
const server = require('../server.cjs');

test('the checks', async () => {
  const session: requests.Session = new requests.Session();
  await session.close();
  await runOnNode({ requests, undici, http, fetch, axios, axiosModule }, server);
}, 60_000);
