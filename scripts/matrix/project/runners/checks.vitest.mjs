import * as requests from '@req/requests';
import * as axios from '@req/transport-axios';
import * as fetch from '@req/transport-fetch';
import * as http from '@req/transport-http';
import * as undici from '@req/transport-undici';
import axiosModule from 'axios';
import nodeFetch from 'node-fetch';
import { test } from 'vitest';
import { runOnNode } from '../on-node.mjs';
import server from '../server.mjs';

test('the checks', () => runOnNode({ requests, undici, http, fetch, axios, nodeFetch, axiosModule }, server), 60_000);
