import type { Failure } from '../../jobs/record/failure.js';
import type { ResultSource, Task } from '../../jobs/record/task.js';
import { type CreateVerdict, createVerdict } from '../../providers/answers/createVerdict.js';
import { ApiError } from '../../providers/contract/apiError.js';
import { FamilyGate, type GateView } from './familyGate.js';
import { Cooldown } from '../../lib/cooldown.js';
import type { Environment } from '../../lib/environment.js';
import { minutes, seconds } from '../../lib/time.js';
import { pollVerdict, type PollVerdict } from '../../providers/answers/pollVerdict.js';
import type { Asked } from '../../providers/answers/errorOption.js';
import type { Answer, Call, Order, Provider } from '../../providers/contract/provider.js';
import { whyFailed } from '../../providers/answers/failureReason.js';
import type { CometApiAnswer, Metrics } from '../metrics/metrics.js';
import type { ApiClient } from './apiClient.js';
import { ResultContent, type Content } from './resultContent.js';

export interface VideoApiParts extends Environment {
	readonly api: ApiClient;
	/** Every family whose tasks may still be open, those that are switched off included. */
	readonly providers: readonly Provider[];
	/** Longest wait for the answer to a create, in milliseconds. */
	readonly createTimeoutMs: number;
	/** Hears of every answer, and of every call without one (status 0). */
	readonly metrics?: Pick<Metrics, 'cometApiAnswered'> | undefined;
}

/** The extra question some families need before a result can be fetched. */
type ResultVerdict =
	{ readonly type: 'result'; readonly result: ResultSource } | { readonly type: 'failed'; readonly detail: string };

/** How long a poll waits for its turn among many. */
const longestTurnMs = seconds(15);
/** After an answer that no create can succeed, this long; then one may try. */
const stopMs = minutes(2);
/** Longest wait for the answer to anything but a create. */
const pollTimeoutMs = seconds(30);
const largestReasonBytes = 64_000;

/**
 * Where a family's descriptions meet the API: starts tasks, polls them, opens their results. Nothing that the network
 * does makes it throw; every answer, and every silence, has a verdict.
 */
export class VideoApi {
	readonly #parts: VideoApiParts;
	readonly #gates = new Map<string, FamilyGate>();
	/** Families whose calls have failed since any family's succeeded. */
	readonly #failing = new Set<string>();
	readonly #stop: Cooldown<'key' | 'balance'>;
	readonly #content: ResultContent;

	constructor(parts: VideoApiParts) {
		this.#parts = parts;
		this.#stop = new Cooldown({ clock: parts.clock, ms: stopMs });
		const onBusy = (family: string): void => this.#gate(family).lower();
		this.#content = new ResultContent({ ...parts, timeoutMs: pollTimeoutMs, onBusy });
	}

	/** Why creates cannot succeed at present, by their last answer; cleared by a success, or after two minutes. */
	blocked(): 'key' | 'balance' | undefined {
		return this.#stop.reason;
	}

	/** What keeps calls from this family, in plain words; undefined when nothing does. */
	troubleOf(providerId: string): string | undefined {
		const { breaker, creates } = this.#gate(providerId);
		if (breaker.isOpen) return 'paused after failures in a row';
		return creates.isLowered ? 'slowed down: it was asked too often' : undefined;
	}

	/** Whether the gateway itself seems to be away: several families fail, and none has answered since. */
	isAway(): boolean {
		return this.#failing.size > 1;
	}

	/**
	 * Milliseconds until a create of this family may be sent, 0 when it may be sent now. Worth asking before *submitting* is
	 * saved; `start` asks again. A wrong key holds nothing back: each job is told so by an answer of its own.
	 */
	createWaitMs(providerId: string): number {
		const gate = this.#gate(providerId);
		if (this.#stop.reason === 'balance') return this.#stop.waitMs();
		const busy = gate.creates.running >= gate.creates.limit ? this.#turnMs() : 0;
		return Math.max(busy, gate.breaker.waitMs());
	}

	/** Sends the create of one job, once. What is held back locally was not sent. */
	async start(order: Order): Promise<CreateVerdict> {
		const { clock, createTimeoutMs } = this.#parts;
		const provider = this.#provider(order.model.provider);
		if (provider === undefined) {
			return { type: 'refused', failure: { code: 'model', detail: `no family ${order.model.provider}` } };
		}
		const gate = this.#gate(provider.id);
		const waitMs = this.createWaitMs(provider.id);
		const place = waitMs > 0 ? undefined : gate.creates.take();
		if (place === undefined) return heldBack(waitMs > 0 ? waitMs : this.#turnMs());

		gate.breaker.enter();
		// While one create tries whether the balance is back, the others go on waiting.
		if (this.#stop.lastReason === 'balance') this.#stop.begin('balance');
		try {
			const reply = await this.#ask(provider.create(order), { timeoutMs: createTimeoutMs }, [provider.id, 'create']);
			const verdict = createVerdict(reply, { provider, order, now: clock.now() });
			this.#noteCreate(provider.id, gate, verdict);
			return verdict;
		} finally {
			place.release();
		}
	}

	/** How the calls to each family stand that has been called. */
	gates(): (GateView & { readonly provider: string })[] {
		return [...this.#gates].map(([provider, gate]) => ({ provider, ...gate.view }));
	}

	/** Polls a task once. `asked`: what its job was asked with, so that a failure blames nothing else. */
	async check(task: Task, asked?: Asked): Promise<PollVerdict> {
		const provider = this.#provider(task.provider);
		if (provider === undefined) return { type: 'failed', why: 'refused', detail: `no family ${task.provider}` };

		const gate = this.#gate(provider.id);
		const place = await gate.polls.wait(longestTurnMs);
		if (place === undefined) return { type: 'failed', why: 'busy', detail: 'too many polls wait' };
		try {
			const waitMs = gate.breaker.enter();
			if (waitMs > 0) return { type: 'failed', why: 'trouble', detail: 'paused', retryAfterMs: waitMs };

			const reply = await this.#ask(provider.poll(task), { timeoutMs: pollTimeoutMs }, [provider.id, 'poll']);
			const question = { provider, task, now: this.#parts.clock.now(), ...(asked !== undefined && { asked }) };
			const verdict = this.#absolute(pollVerdict(reply, question));
			this.#notePoll(provider.id, gate, verdict);
			return verdict;
		} finally {
			place.release();
		}
	}

	/** Asks once why a task failed that gave no reason, where its route can tell. */
	async why(task: Task): Promise<Failure> {
		const call = this.#provider(task.provider)?.content?.(task);
		if (call === undefined) return { code: 'provider' };

		const options = { timeoutMs: pollTimeoutMs, maxBytes: largestReasonBytes };
		const reply = await this.#ask(call, options, [task.provider, 'reason']);
		const { status = 0, text, requestId } = reply;
		if (status < 300) return { code: 'provider' };
		return whyFailed({ text, ...(requestId !== undefined && { requestId }) });
	}

	/** Where the result is, asked once more where the family needs that. */
	async results(task: Task, result: ResultSource): Promise<ResultVerdict> {
		const provider = this.#provider(task.provider);
		const call = provider?.resultCall?.(task, result);
		if (call === undefined || provider?.readResult === undefined) return { type: 'result', result };

		const reply = await this.#ask(call, { timeoutMs: pollTimeoutMs }, [task.provider, 'result']);
		if (reply instanceof ApiError) return { type: 'failed', detail: reply.detail };
		const found = provider.readResult(reply);
		if (found === undefined) return { type: 'failed', detail: `HTTP ${reply.status}: no address in it` };
		return { type: 'result', result: found };
	}

	/** Opens the route that gives a result's bytes with our credentials, where the family has one. */
	openContent(task: Task, signal?: AbortSignal): Promise<Content> {
		return this.#content.ofTask(task, signal);
	}

	/** Opens an address that the API `owns`, with our credentials. */
	openAddress(address: string, signal?: AbortSignal): Promise<Content> {
		return this.#content.at(address, signal);
	}

	/** Whether an address can be had with our key alone. */
	owns(address: string): boolean {
		return this.#parts.api.owns(address);
	}

	/** Addresses that an answer gave relative to the API, made whole. */
	#absolute(verdict: PollVerdict): PollVerdict {
		if (verdict.type !== 'status' || verdict.status.state !== 'succeeded') return verdict;
		const { status } = verdict;
		const urls = status.result.urls.map((url) => this.#parts.api.resolve(url));
		return { ...verdict, status: { ...status, result: { ...status.result, urls } } };
	}

	async #ask(
		call: Call,
		options: Parameters<ApiClient['call']>[1],
		[provider, kind]: [provider: string, kind: CometApiAnswer['call']],
	): Promise<Answer | ApiError> {
		const { api, clock, metrics } = this.#parts;
		const since = clock.elapsed();
		const heard = (status: number): void => {
			metrics?.cometApiAnswered({ provider, call: kind, status, ms: clock.elapsed() - since });
		};
		try {
			const answer = await api.call(call, options);
			heard(answer.status);
			return answer;
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			heard(error.status ?? 0);
			return error;
		}
	}

	#noteCreate(family: string, gate: FamilyGate, verdict: CreateVerdict): void {
		const failed = verdict.type === 'unknown' || (verdict.type === 'again' && verdict.why !== 'busy');
		this.#note(family, gate, failed);
		if (verdict.type === 'again' && verdict.why === 'busy') gate.lower();
		if (verdict.type === 'accepted') this.#stop.end();
		if (verdict.type !== 'refused' || verdict.stop === undefined) return;

		this.#stop.begin(verdict.stop);
		const { requestId } = verdict.failure;
		this.#parts.log.error({ stop: verdict.stop, requestId }, 'the API refuses creates until the operator acts');
	}

	#notePoll(family: string, gate: FamilyGate, verdict: PollVerdict): void {
		this.#note(family, gate, verdict.type === 'failed' && verdict.why === 'trouble');
		if (verdict.type === 'failed' && verdict.why === 'busy') gate.lower();
		// A poll that is answered proves the key, and says nothing of the balance.
		if (verdict.type === 'status' && this.#stop.lastReason === 'key') this.#stop.end();
	}

	#note(family: string, gate: FamilyGate, failed: boolean): void {
		if (failed) this.#failing.add(family);
		else this.#failing.clear();
		const change = gate.note(failed);
		if (change === 'opened') this.#parts.log.warn({ provider: family }, 'family in trouble; its calls pause');
		if (change === 'closed') this.#parts.log.info({ provider: family }, 'family answers again');
	}

	#gate(family: string): FamilyGate {
		const known = this.#gates.get(family);
		if (known !== undefined) return known;
		const gate = new FamilyGate(this.#parts);
		this.#gates.set(family, gate);
		return gate;
	}

	#provider(id: string): Provider | undefined {
		return this.#parts.providers.find((provider) => provider.id === id);
	}

	/** A second or two, so that those who wait do not come back together. */
	#turnMs(): number {
		return seconds(1) + Math.round(this.#parts.random() * seconds(1));
	}
}

function heldBack(retryAfterMs: number): CreateVerdict {
	return { type: 'again', why: 'busy', counted: false, retryAfterMs, detail: 'held back, not sent' };
}
