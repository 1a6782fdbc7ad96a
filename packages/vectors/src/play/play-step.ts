import { createRequests, type PreparedRequest, Request, type Response, type Session, type Transport } from '@req/core';
import type { Step, Target } from '../cases/case.ts';
import { recordFailure } from '../record/record-failure.ts';
import { recordJar } from '../record/record-jar.ts';
import { recordPrepared } from '../record/record-prepared.ts';
import { recordResponse } from '../record/record-response.ts';
import type { SeenResult } from '../record/seen.ts';
import type { Cleanup } from '../values/cleanup.ts';
import { requestOptions } from './request-options.ts';
import { applySettings } from './session-settings.ts';

/** What a step works with. `last` is the response of the previous step. */
export interface StepContext {
  readonly session: Session;
  readonly transport: Transport;
  readonly cleanup: Cleanup;
  last: Response | null;
}

/** Runs one step and records its result or error. */
export async function playStep(step: Step, context: StepContext): Promise<SeenResult> {
  const result = await outcome(step, context);
  return step.jar === true ? { ...result, jar: recordJar(context.session.cookies) } : result;
}

async function outcome(step: Step, context: StepContext): Promise<SeenResult> {
  try {
    if (step.session !== undefined) {
      applySettings(context.session, step.session, context.cleanup);
      return { set: true };
    }
    const target = step.prepare ?? step.bare;
    if (target !== undefined) {
      const prepared = await prepare(target, { context, bare: step.bare !== undefined });
      return { prepared: await recordPrepared(prepared, target.options?.['files'] !== undefined) };
    }
    context.last = await respond(step, context);
    return { response: await recordResponse(context.last, step.read ?? []) };
  } catch (error) {
    return { error: recordFailure(error) };
  }
}

async function respond(step: Step, context: StepContext): Promise<Response> {
  const { session, cleanup } = context;
  if (step.call !== undefined) return request(session, step.call, cleanup);
  if (step.api !== undefined) return request(createRequests({ transport: context.transport }), step.api, cleanup);
  if (step.send !== undefined) {
    const prepared = await prepare(step.send, { context, bare: step.send.bare === true });
    return session.send(prepared, requestOptions(step.send.sendOptions, cleanup));
  }
  if (step.follow === undefined) throw new TypeError(`Unknown step: ${Object.keys(step)}`);
  const next = context.last?.next ?? null;
  if (next === null) throw new TypeError('There is no next request to follow.');
  return session.send(next, requestOptions(step.follow, cleanup));
}

/** What sessions and `createRequests` have in common. */
type Requests = Pick<Session, 'request' | 'get' | 'options' | 'head' | 'post' | 'put' | 'patch' | 'delete'>;

function request(requests: Requests, target: Target, cleanup: Cleanup): Promise<Response> {
  const options = requestOptions(target.options, cleanup);
  const url = target.url as string;
  if (target.verb === undefined) return requests.request(target.method as string, url, options);
  return requests[target.verb as 'get'](url, options);
}

async function prepare(
  target: Target,
  { context, bare }: { context: StepContext; bare: boolean },
): Promise<PreparedRequest> {
  const method = target.method ?? (target.verb as string).toUpperCase();
  const given = new Request(method, target.url as string, requestOptions(target.options, context.cleanup));
  return bare ? given.prepare() : context.session.prepareRequest(given);
}
