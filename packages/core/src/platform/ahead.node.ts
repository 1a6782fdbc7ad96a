import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Request } from '../request/request.ts';
import type { SendSettings } from '../send/settings.ts';
import type { Session } from '../session/session.ts';

/** Loads what preparing a request needs, where that is not there from the start. */
export const beforePreparing: ((request: Request, session: Session | null) => Promise<unknown> | undefined) | null =
  null;

/** Loads what sending a request needs, where that is not there from the start. */
export const beforeSending:
  | ((prepared: PreparedRequest, settings: SendSettings, session: Session) => Promise<unknown> | undefined)
  | null = null;
