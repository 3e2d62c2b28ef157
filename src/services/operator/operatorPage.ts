import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { LivingProcess } from '../ops/livingProcess.js';
import type { ReadinessFinding } from '../ops/readiness.js';
import { reportOf, summaryOf, type JobSummary } from './jobReport.js';
import { findJobs, questionOf, type JobRecords } from './jobSearch.js';
import type { ActionResult, OperatorActions } from './operatorActions.js';
import type { OperatorSession } from './operatorSession.js';
import type { PastFigures } from './pastFigures.js';
import type { Environment } from '../../lib/environment.js';

/** How things stand in the process now. */
export interface ProcessView {
	readonly version: string;
	readonly draining: boolean;
	readonly directMessages: boolean;
	/** Ids of members who may make no video anywhere. */
	readonly blocked: readonly string[];
	/** Those that share the work, this one included; none where it cannot be shared. */
	readonly living: readonly LivingProcess[];
	readonly families: readonly { readonly id: string; readonly trouble: string | null }[];
	readonly models: readonly { readonly id: string; readonly name: string; readonly paused: boolean }[];
}

interface OperatorPageParts extends Pick<Environment, 'clock' | 'log'> {
	readonly session: OperatorSession;
	readonly records: JobRecords;
	readonly figures: PastFigures;
	readonly actions: OperatorActions;
	readonly findings: () => Promise<readonly ReadinessFinding[]>;
	readonly process: () => ProcessView;
	/** Whether a create without an answer has been given its task since. */
	readonly isSettled: (jobId: string) => Promise<boolean>;
	/** Where the compiled page lies. */
	readonly folder: URL;
}

const cookieName = 'reelay_operator';
const mostBodyBytes = 16 * 1024;
const mostListed = 200;

/** The page's files, and what each is. */
const files: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
	'/': { name: 'index.html', type: 'text/html; charset=utf-8' },
	'/operator/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
	'/operator/style.css': { name: 'style.css', type: 'text/css; charset=utf-8' },
};

/**
 * The operator's page at `/` and what it asks under `/operator/`. The page itself holds nothing; everything else wants
 * `OPS_TOKEN`, as a cookie from its form or as a bearer. What changes something must come from our own page (or bring the
 * bearer, which no foreign page can), as JSON.
 */
export class OperatorPage {
	readonly #parts: OperatorPageParts;
	readonly #listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

	constructor(parts: OperatorPageParts) {
		this.#parts = parts;
		this.#listener = getRequestListener(this.#routes().fetch);
	}

	/** Whether this request was ours to answer. */
	async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
		if (path !== '/' && !path.startsWith('/operator/')) return false;
		await this.#listener(request, response);
		return true;
	}

	#routes(): Hono {
		const app = new Hono();
		app.use(
			secureHeaders({
				contentSecurityPolicy: {
					defaultSrc: ["'none'"],
					scriptSrc: ["'self'"],
					styleSrc: ["'self'"],
					connectSrc: ["'self'"],
					imgSrc: ["'self'", 'data:'],
					formAction: ["'none'"],
					frameAncestors: ["'none'"],
					baseUri: ["'none'"],
				},
				xFrameOptions: 'DENY',
				referrerPolicy: 'no-referrer',
			}),
		);
		app.use(async (context, next) => {
			context.header('cache-control', 'no-store');
			await next();
		});
		for (const path of Object.keys(files)) app.get(path, (context) => this.#file(context, path));

		app.use('/operator/*', bodyLimit({ maxSize: mostBodyBytes }));
		app.use('/operator/*', this.#fromOurPage);
		app.post('/operator/session', (context) => this.#logIn(context));
		app.use('/operator/*', this.#loggedIn);
		this.#questions(app);
		this.#acts(app);
		app.notFound((context) => context.json({ error: 'There is nothing here.' }, 404));
		app.onError((error, context) => {
			if (error instanceof HTTPException) return error.getResponse();
			this.#parts.log.error({ err: error }, 'the operator page could not be answered');
			return context.json({ error: 'It went wrong here; the log says more.' }, 500);
		});
		return app;
	}

	#questions(app: Hono): void {
		const { records, figures, clock } = this.#parts;
		app.get('/operator/now', async (context) => context.json(await this.#now()));
		app.get('/operator/figures', async (context) => {
			const span = context.req.query('span') === 'month' ? 'month' : 'day';
			return context.json(await figures.of(span, clock.now()));
		});
		app.get('/operator/find', async (context) => {
			const asks = questionOf(context.req.query('for') ?? '');
			return context.json({ jobs: asks === undefined ? [] : (await findJobs(records, asks)).map(summaryOf) });
		});
		app.get('/operator/jobs/:id', async (context) => {
			const job = await records.get(context.req.param('id').slice(0, 64));
			if (job === undefined) return context.json({ error: 'There is no such job.' }, 404);
			return context.json(reportOf(job, { settled: await this.#parts.isSettled(job.id) }));
		});
	}

	#acts(app: Hono): void {
		const { actions } = this.#parts;
		const answer = (context: Context, result: ActionResult): Response =>
			result.type === 'done' ? context.json({ done: true }) : context.json({ error: result.why }, 409);
		app.delete('/operator/session', (context) => {
			deleteCookie(context, cookieName, { path: '/operator' });
			return context.json({ done: true });
		});
		app.post('/operator/jobs/:id/cancel', async (context) =>
			answer(context, await actions.cancel(context.req.param('id'))),
		);
		app.post('/operator/jobs/:id/redeliver', async (context) =>
			answer(context, await actions.redeliver(context.req.param('id'))),
		);
		app.post('/operator/jobs/:id/reconcile', async (context) =>
			answer(context, await actions.reconcile(context.req.param('id'), await field(context, 'taskId'))),
		);
		app.post('/operator/models/:id/pause', async (context) =>
			answer(context, await actions.pause(context.req.param('id'), true)),
		);
		app.post('/operator/models/:id/resume', async (context) =>
			answer(context, await actions.pause(context.req.param('id'), false)),
		);
		app.post('/operator/members/:id/block', async (context) =>
			answer(context, await actions.block(context.req.param('id'), true)),
		);
		app.post('/operator/members/:id/unblock', async (context) =>
			answer(context, await actions.block(context.req.param('id'), false)),
		);
		app.post('/operator/direct-messages/:word{open|close}', async (context) =>
			answer(context, await actions.takeDirectMessages(context.req.param('word') === 'open')),
		);
		app.post('/operator/drain', async (context) => answer(context, await actions.drain(true)));
		app.post('/operator/undrain', async (context) => answer(context, await actions.drain(false)));
	}

	async #now(): Promise<object> {
		const { records, figures, findings } = this.#parts;
		const [open, left, checks] = await Promise.all([records.openJobs(), figures.open(), findings()]);
		const of = (states: readonly string[]): JobSummary[] =>
			open
				.map(summaryOf)
				.filter(({ state }) => states.includes(state))
				.sort((one, other) => one.createdAt - other.createdAt);
		const lists = {
			running: of(['submitting', 'generating']),
			waiting: of(['queued']),
			late: of(['late']),
			delivering: open.filter(({ phase }) => phase === 'delivering').map(summaryOf),
			...left,
		};
		const counts = Object.fromEntries(Object.entries(lists).map(([name, jobs]) => [name, jobs.length]));
		const shown = Object.fromEntries(Object.entries(lists).map(([name, jobs]) => [name, jobs.slice(0, mostListed)]));
		return { at: this.#parts.clock.now(), checks, counts, lists: shown, process: this.#parts.process() };
	}

	async #file(context: Context, path: string): Promise<Response> {
		const { name = '', type = '' } = files[path] ?? {};
		try {
			return context.body(new Uint8Array(await readFile(new URL(name, this.#parts.folder))), 200, {
				'content-type': type,
			});
		} catch {
			return context.text('The page is not built: run `npm ci` with development packages.\n', 503);
		}
	}

	async #logIn(context: Context): Promise<Response> {
		const { session, log } = this.#parts;
		const begun = session.begin(await field(context, 'token'));
		if (begun.type === 'begun') {
			const maxAge = session.lifeSeconds;
			setCookie(context, cookieName, begun.value, { path: '/operator', httpOnly: true, sameSite: 'Strict', maxAge });
			return context.json({ done: true });
		}
		log.warn({ why: begun.type }, 'a wrong OPS_TOKEN was given at the operator page');
		if (begun.type === 'busy') return context.json({ error: 'Too many wrong tokens; wait a minute.' }, 429);
		return context.json({ error: 'This is not OPS_TOKEN.' }, 401);
	}

	readonly #loggedIn: MiddlewareHandler = async (context, next) => {
		const { session } = this.#parts;
		const isIn =
			session.hasCookie(getCookie(context, cookieName)) || session.hasBearer(context.req.header('authorization'));
		if (!isIn) return context.json({ error: 'Give OPS_TOKEN first.' }, 401);
		await next();
		return undefined;
	};

	/** A browser names the origin of every request that may change something; only ours may. */
	readonly #fromOurPage: MiddlewareHandler = async (context, next) => {
		const { method } = context.req;
		if (method !== 'GET' && method !== 'HEAD') {
			const origin = context.req.header('origin');
			const site = context.req.header('sec-fetch-site') ?? 'same-origin';
			const isOurs = origin === undefined || hostOf(origin) === context.req.header('host');
			const isJson = (context.req.header('content-type') ?? '').startsWith('application/json');
			if (!isOurs || site !== 'same-origin' || !isJson) return context.json({ error: 'Not from this page.' }, 403);
		}
		await next();
		return undefined;
	};
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** A text of the request's JSON body; '' where it has none. */
async function field(context: Context, name: string): Promise<string> {
	try {
		const body: unknown = await context.req.json();
		if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return '';
		const value = (body as Readonly<Record<string, unknown>>)[name];
		return typeof value === 'string' ? value.slice(0, 1_000) : '';
	} catch {
		return '';
	}
}
