import type { Answer, Exchange } from '../http/exchange.js';
import type { Fault, FaultAct } from '../http/faults.js';

/** Which exchanges a fault strikes. */
type Match = (x: Exchange) => boolean;

const createPaths = new RegExp(
	'^(?:/v1/videos(?:/[^/]+/remix)?|/kling/v1/videos/.+|/runwayml/v1/\\w+|/runway/pro/generate|/grok/v1/videos/(?:generations|edits)' +
		'|/volc/v3/contents/generations/tasks|/v1/video_generation|/mj/submit/video)$',
);

/** Every request. */
const everything: Match = () => true;
/** The requests that make a task. */
export const creates: Match = (x) => x.method === 'POST' && createPaths.test(x.path);
/** The requests that ask how a task is doing. */
export const polls: Match = (x) =>
	(x.method === 'GET' && /videos|tasks|query|fetch/.test(x.path) && !x.path.endsWith('/content')) ||
	x.path === '/runway/feed';
/** The requests for a result's bytes through the API. */
export const contents: Match = (x) => x.method === 'GET' && x.path.endsWith('/content');

/** What strikes and how often; a fault strikes once unless told otherwise. */
interface FaultScope {
	readonly match?: Match;
	readonly times?: number;
}

function fault(act: FaultAct, { match = everything, times = 1 }: FaultScope): Fault {
	return { match, times, act };
}

function answering(answer: Answer, scope: FaultScope): Fault {
	const headers = { 'x-cometapi-request-id': 'planned-fault', ...answer.headers };
	return fault({ kind: 'answer', answer: { ...answer, headers } }, scope);
}

function html(status: number, title: string): Answer {
	const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
	return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body };
}

/** An error in the OpenAI shape with any status and code; nothing is created. */
export function refused(status: number, scope: FaultScope & { code?: string; message?: string } = {}): Fault {
	const { code = '', message = `planned ${status}` } = scope;
	const error = { message: `${message} (request id: planned-fault)`, type: 'comet_api_error', param: '', code };
	return answering({ status, body: { error } }, scope);
}

/** The platform is down: 503 in plain JSON, until it is taken back or used up. */
export function outage(scope: FaultScope = {}): Fault {
	return refused(503, { message: 'service unavailable', times: Infinity, ...scope });
}

/** 429; `retryAfter` is sent as it is, so it may be seconds, a date, or nonsense. */
export function rateLimited(scope: FaultScope & { retryAfter?: string } = {}): Fault {
	const error = { message: '当前分组上游负载已饱和,请稍后再试', type: 'comet_api_error', param: '', code: '' };
	const headers = scope.retryAfter === undefined ? {} : { 'retry-after': scope.retryAfter };
	return answering({ status: 429, headers, body: { error } }, scope);
}

/** A malformed request that surfaces as 500; repeating it is pointless. */
export function invalidRequest500(scope: FaultScope = {}): Fault {
	return refused(500, { code: 'invalid_request', message: 'malformed request', ...scope });
}

/** 403 that names the balance. */
export function quotaExhausted(scope: FaultScope = {}): Fault {
	return refused(403, { code: 'insufficient_user_quota', message: 'user quota is not enough', ...scope });
}

/** `task_not_exist`, once or for ever. */
export function taskMissing(scope: FaultScope = {}): Fault {
	return answering({ status: 400, body: { code: 'task_not_exist', message: 'task_not_exist', data: null } }, scope);
}

/** A page of the network in front of the gateway (524 by default). Whether anything was created, it does not say. */
export function gatewayPage(scope: FaultScope & { status?: number } = {}): Fault {
	const { status = 524 } = scope;
	return answering(html(status, `${status}: A timeout occurred`), scope);
}

/** A redirect to an HTML page: what a wrong base URL gets. */
export function redirected(scope: FaultScope = {}): Fault {
	const page = html(301, 'Moved Permanently');
	return answering({ ...page, headers: { ...page.headers, location: 'https://www.cometapi.com/' } }, scope);
}

/** HTTP 200 whose body is an error; nothing is created. */
export function okWithError(scope: FaultScope & { code?: string; message?: string } = {}): Fault {
	const { code = '', message = 'upstream error' } = scope;
	return answering({ status: 200, body: { error: { message, type: 'upstream_error', code } } }, scope);
}

/** The connection is reset before anything takes effect. */
export function resetBefore(scope: FaultScope = {}): Fault {
	return fault({ kind: 'reset-before' }, scope);
}

/** The task is created, and the connection reset before the answer: the create is lost to the client. */
export function lostCreate(scope: FaultScope = {}): Fault {
	return fault({ kind: 'reset-after' }, { match: creates, ...scope });
}

/** The task is created, and its answer cut after so many bytes. */
export function truncatedCreate(scope: FaultScope & { bytes?: number } = {}): Fault {
	return fault({ kind: 'truncate', bytes: scope.bytes ?? 20 }, { match: creates, ...scope });
}

/** Any answer, cut after so many bytes. */
export function truncated(scope: FaultScope & { bytes?: number } = {}): Fault {
	return fault({ kind: 'truncate', bytes: scope.bytes ?? 20 }, scope);
}

/** No answer; `effect`: the handler has run all the same. */
export function hanging(scope: FaultScope & { effect?: boolean } = {}): Fault {
	return fault({ kind: 'hang', effect: scope.effect ?? false }, scope);
}

/** The head comes at once, the body over `ms` milliseconds. */
export function slowBody(scope: FaultScope & { ms?: number } = {}): Fault {
	return fault({ kind: 'drip', ms: scope.ms ?? 1_000 }, scope);
}

/** `/content` fails in the gateway's words. */
export function contentRefused(status: 400 | 404 | 502, scope: FaultScope = {}): Fault {
	const messages = {
		400: 'Video is not available',
		404: 'Task not found',
		502: 'Upstream service returned status 403',
	};
	const error = { message: messages[status], type: status === 502 ? 'server_error' : 'invalid_request_error' };
	return answering({ status, body: { error } }, { match: contents, ...scope });
}

/** A page where the video should be; for `/content` or, given to `addCdnFault`, for the result's host. */
export function htmlContent(scope: FaultScope = {}): Fault {
	return answering(html(200, 'Sign in'), scope);
}

/** Nothing where the video should be. */
export function emptyContent(scope: FaultScope = {}): Fault {
	return answering({ status: 200, headers: { 'content-type': 'video/mp4' }, body: '' }, scope);
}

/** The link has expired (for `addCdnFault`); `linkLifeMs` of a plan does it by the clock. */
export function expiredLink(scope: FaultScope = {}): Fault {
	const body = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>';
	return answering({ status: 403, headers: { 'content-type': 'application/xml' }, body }, scope);
}
