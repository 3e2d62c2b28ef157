import { DefaultRestOptions, REST, Routes, type RequestData, type RESTOptions, type RouteLike } from 'discord.js';
import { DiscordProblem, discordProblemKind } from '../../discord/discordProblem.js';
import { FileForm } from '../../discord/fileForm.js';
import { maskedRoute, restFault } from '../../discord/restFault.js';
import { deadline, seconds, sleep, systemClock } from '../../lib/time.js';
import { RateLimitRule, type RateLimitWait } from './rateLimitRule.js';
import { RefusalBudget, type RequestKind } from './refusalBudget.js';
import { longestUploadMs, patienceWith, smallTimeoutMs, type RequestPatience } from './requestPatience.js';
import { laneOf, RequestLanes } from './requestLanes.js';
import { sendForm } from './sendForm.js';
import { SilenceWatch } from './silenceWatch.js';
import type { Environment } from '../../lib/environment.js';

export interface DiscordRequestsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly token: string;
	/** REST base without version. */
	readonly apiUrl: string;
	/** After `discord.js`'s own, in `User-Agent`. */
	readonly userAgent: string;
	/** Asked right before each request that changes something; what it gives says whether that may still go out. */
	readonly mayAct?: (() => () => boolean) | undefined;
	/** Hears of every rate limit that is met, for the metrics. */
	readonly onRateLimit?: (wait: RateLimitWait) => void;
	/** Hears of every answer, and of every request without one (status 0), for the metrics. */
	readonly onAnswer?: (answer: { readonly method: string; readonly url: string; readonly status: number }) => void;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** A rate limit that ends sooner is waited for here; one that lasts is the caller's to plan around, or to stop within. */
const longestWaitMs = seconds(5);

/** The same for a first response: after a longer wait Discord would not take it any more. */
const longestUrgentWaitMs = 2_200;

/**
 * What Discord is known to answer for a moment although it is not so: a webhook that it does not know yet, a direct message
 * without access. Asked again after these pauses, ms; then it is believed.
 */
const passing: Readonly<Record<number, readonly number[]>> = {
	10015: [seconds(3), seconds(7)],
	50001: [seconds(2), seconds(5)],
};

/**
 * Makes requests to Discord's REST API, and repeats one itself only for a short rate limit or a refusal that is known to pass,
 * a few times and after a pause: @discordjs/rest would repeat without pause or end, POSTs after time-outs included.
 */
export class DiscordRequests {
	readonly #parts: DiscordRequestsParts;
	readonly #budget: RefusalBudget;
	readonly #lanes = new RequestLanes();
	readonly #rule: RateLimitRule;
	readonly #urgentRule: RateLimitRule;
	/** For answers that are of no use in a few seconds, by what they are. */
	readonly #urgent: Readonly<Record<'answer' | 'choices', REST>>;
	#rest: REST;
	/** Discord has refused the bot's own token, and has not taken it since. */
	#refused = false;

	constructor(parts: DiscordRequestsParts) {
		this.#parts = parts;
		this.#budget = new RefusalBudget(parts);
		const onWait = (wait: RateLimitWait): void => this.#noteWait(wait);
		this.#rule = new RateLimitRule({ longestMs: longestWaitMs, onWait });
		this.#urgentRule = new RateLimitRule({ longestMs: longestUrgentWaitMs, onWait });
		this.#rest = this.#makeRest(this.#rule);
		// The 3 seconds allow no queue behind somebody's upload.
		const urgent = (kind: RequestKind): REST => this.#makeRest(this.#urgentRule, kind);
		this.#urgent = { answer: urgent('answer'), choices: urgent('choices') };
	}

	/** For an answer that is of no use in a few seconds: sent at once, and again only after a rate limit, which did nothing. */
	async urgent(kind: 'answer' | 'choices', method: Method, route: RouteLike, data: RequestData): Promise<unknown> {
		return this.#send(this.#urgent[kind], this.#urgentRule, { method, route, data });
	}

	async make(method: Method, route: RouteLike, data: RequestData): Promise<unknown> {
		for (let tries = 0; ; tries += 1) {
			try {
				// A file is not carried a second time to a place that is gone.
				if (tries > 0 && data.body instanceof FileForm) await this.#askAfter(route, data);
				return await this.once(method, route, data);
			} catch (error) {
				const pauseMs = error instanceof DiscordProblem ? passing[error.code]?.[tries] : undefined;
				if (pauseMs === undefined) throw error;
				await sleep(this.#parts.clock, pauseMs);
			}
		}
	}

	/** Something small about the place where an upload goes. @throws DiscordProblem when it is refused too */
	async #askAfter(route: RouteLike, { auth }: RequestData): Promise<void> {
		const channel = /^\/channels\/\d+/u.exec(route)?.[0] as RouteLike | undefined;
		await this.once('GET', channel ?? route, auth === false ? { auth } : {});
	}

	/** The same for who knows what to make of a refusal that may pass. */
	once(method: Method, route: RouteLike, data: RequestData): Promise<unknown> {
		const call = { method, route, data };
		return this.#lanes.run(laneOf(method, route), async ({ pass, hurried }) => {
			this.#mayGo(call);
			const form = data.body instanceof FileForm ? data.body : undefined;
			if (form !== undefined && data.auth !== false) await this.#beLetIn();
			const silent = new AbortController();
			const small = form === undefined ? deadline(systemClock, smallTimeoutMs) : undefined;
			const signals = [data.signal ?? [], small?.signal ?? silent.signal];
			const watch = this.#watch(form, patienceWith(route, form?.length, hurried), {
				turnOver: () => this.#passOn(pass),
				lost: () => silent.abort(),
			});
			try {
				const signal = AbortSignal.any(signals.flat());
				return await this.#send(this.#rest, this.#rule, { ...call, data: { ...data, signal } });
			} finally {
				watch.end();
				small?.clear();
			}
		});
	}

	/** Watches over the time that a request may have, and its turn. */
	#watch(form: FileForm | undefined, patience: RequestPatience, on: { turnOver: () => void; lost: () => void }) {
		const { clock } = this.#parts;
		let isOver = false;
		const turnOver = (): void => {
			if (!isOver) on.turnOver();
			isOver = true;
		};
		const { silentTurnMs, turnMs, silentMs, wholeMs } = patience;
		const silence = new SilenceWatch({
			clock,
			acts: [{ ms: silentTurnMs, act: turnOver }, ...(form === undefined ? [] : [{ ms: silentMs, act: on.lost }])],
		});
		if (form === undefined) return silence;
		form.onPiece(silence.heard);
		const cancels = [clock.after(turnMs, turnOver), clock.after(wholeMs, on.lost)];
		return {
			end: () => {
				silence.end();
				for (const cancel of cancels) cancel();
			},
		};
	}

	/** The library would queue the next one behind the one that is stuck: it gets another of the library's clients. */
	#passOn(pass: () => void): void {
		const stuck = this.#rest;
		stuck.clearHashSweeper();
		stuck.clearHandlerSweeper();
		this.#rest = this.#makeRest(this.#rule);
		pass();
	}

	/** @throws DiscordProblem when so much is refused that the host's address is in danger */
	#mayGo({ method, route }: Call): void {
		const retryAfterMs = this.#budget.heldMs();
		if (retryAfterMs > 0) throw held(`${method} ${maskedRoute(route)}`, retryAfterMs);
	}

	/** After a refusal of the bot's token something small goes first, so that no video is carried to a closed door. */
	async #beLetIn(): Promise<void> {
		if (!this.#refused) return;
		await this.#send(this.#rest, this.#rule, { method: 'GET', route: Routes.user(), data: {} });
	}

	async #send(rest: REST, rule: RateLimitRule, { method, route, data }: Call): Promise<unknown> {
		const withToken = data.auth !== false;
		try {
			const request = { ...data, method: method as never, fullRoute: route };
			const answer = await rule.follow(data.body instanceof FileForm, () => rest.request(request));
			if (withToken) this.#refused = false;
			return answer;
		} catch (error) {
			if (error instanceof DiscordProblem) throw error;
			const problem = problemOf(`${method} ${maskedRoute(route)}`, error);
			if (problem.status === 401 && withToken) {
				this.#refused = true;
				// The library forgets the bot's token after one 401; a wrong answer of a minute must not need a restart.
				rest.setToken(this.#parts.token);
			}
			throw problem;
		}
	}

	#makeRest(rule: RateLimitRule, kind: RequestKind = 'other'): REST {
		const { apiUrl, userAgent, token } = this.#parts;
		const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
			// Last of all: a request may have waited for seconds in a line.
			if (init.method !== 'GET' && this.#parts.mayAct?.()() === false) {
				throw new Error('not sent: another process may have the job');
			}
			const leave = this.#budget.enter(kind);
			if (leave === undefined) throw held(`${init.method} (${kind})`, 0);
			rule.sent();
			const heard = (status: number): void => this.#parts.onAnswer?.({ method: init.method ?? 'GET', url, status });
			const answer = await send(url, init).catch((error: unknown) => {
				leave();
				heard(0);
				throw error;
			});
			leave();
			heard(answer.status);
			this.#budget.heard(answer.status, answer.headers.get('x-ratelimit-scope'));
			return answer;
		};
		return new REST({
			...{ api: apiUrl, retries: 0, userAgentAppendix: userAgent, timeout: longestUploadMs, makeRequest },
			rejectOnRateLimit: rule.rejectOnRateLimit,
		}).setToken(token);
	}

	#noteWait(wait: RateLimitWait): void {
		const { log, onRateLimit } = this.#parts;
		onRateLimit?.(wait);
		const { route, scope, ms, refused, waits } = wait;
		if (refused) log.warn({ route, scope, waitMs: ms, waits }, 'Discord asks for patience (429)');
		else log.debug({ route, scope, waitMs: ms, waits }, 'a rate limit is waited for');
	}
}

interface Call {
	readonly method: Method;
	readonly route: RouteLike;
	readonly data: RequestData;
}

/** The library's own way, but for forms with a file. */
const send: RESTOptions['makeRequest'] = (url, init) => {
	const form: unknown = init.body;
	if (!(form instanceof FileForm)) return DefaultRestOptions.makeRequest(url, init);
	const { method = 'POST', headers, signal = null } = init;
	const given = headers as Record<string, string> | undefined;
	return sendForm(form, url, { method, headers: new Headers(given), signal });
};

/** Certainly nothing was done: it was not sent. */
const held = (route: string, retryAfterMs: number): DiscordProblem =>
	new DiscordProblem({ route, kind: 'busy', code: 0, status: 0, retryAfterMs });

function problemOf(route: string, error: unknown): DiscordProblem {
	const fault = restFault(error);
	const kind = discordProblemKind(fault.code, fault.status);
	return new DiscordProblem({ route, kind, ...fault }, fault.status === 0 ? { cause: error } : {});
}
