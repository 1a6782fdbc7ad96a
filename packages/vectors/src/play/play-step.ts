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

/** What a step acts on. `last` is the response of the step before. */
export interface Stage {
  readonly session: Session;
  readonly transport: Transport;
  readonly cleanup: Cleanup;
  last: Response | null;
}

/** Does one step and records what it gave, an error too. */
export async function playStep(step: Step, stage: Stage): Promise<SeenResult> {
  const result = await outcome(step, stage);
  return step.jar === true ? { ...result, jar: recordJar(stage.session.cookies) } : result;
}

async function outcome(step: Step, stage: Stage): Promise<SeenResult> {
  try {
    if (step.session !== undefined) {
      applySettings(stage.session, step.session, stage.cleanup);
      return { set: true };
    }
    const target = step.prepare ?? step.bare;
    if (target !== undefined) {
      const prepared = await prepare(target, { stage, bare: step.bare !== undefined });
      return { prepared: await recordPrepared(prepared, target.options?.['files'] !== undefined) };
    }
    stage.last = await respond(step, stage);
    return { response: await recordResponse(stage.last, step.read ?? []) };
  } catch (error) {
    return { error: recordFailure(error) };
  }
}

async function respond(step: Step, stage: Stage): Promise<Response> {
  const { session, cleanup } = stage;
  if (step.call !== undefined) return request(session, step.call, cleanup);
  if (step.api !== undefined) return request(createRequests({ transport: stage.transport }), step.api, cleanup);
  if (step.send !== undefined) {
    const prepared = await prepare(step.send, { stage, bare: step.send.bare === true });
    return session.send(prepared, requestOptions(step.send.sendOptions, cleanup));
  }
  if (step.follow === undefined) throw new TypeError(`Unknown step: ${Object.keys(step)}`);
  const next = stage.last?.next ?? null;
  if (next === null) throw new TypeError('There is no next request to follow.');
  return session.send(next, requestOptions(step.follow, cleanup));
}

/** The functions that a session and the library itself have in common. */
type Functions = Pick<Session, 'request' | 'get' | 'options' | 'head' | 'post' | 'put' | 'patch' | 'delete'>;

function request(functions: Functions, target: Target, cleanup: Cleanup): Promise<Response> {
  const options = requestOptions(target.options, cleanup);
  const url = target.url as string;
  if (target.verb === undefined) return functions.request(target.method as string, url, options);
  return functions[target.verb as 'get'](url, options);
}

async function prepare(target: Target, { stage, bare }: { stage: Stage; bare: boolean }): Promise<PreparedRequest> {
  const method = target.method ?? (target.verb as string).toUpperCase();
  const given = new Request(method, target.url as string, requestOptions(target.options, stage.cleanup));
  return bare ? given.prepare() : stage.session.prepareRequest(given);
}
