// The transport over an undici that is passed to it.
import * as requests from '@req/requests';
import * as undici from '@req/transport-undici';
import * as undiciModule from 'undici';
import { runOnNode } from './on-node.mjs';
import server from './server.mjs';

runOnNode({ requests, undici, undiciModule }, server);
