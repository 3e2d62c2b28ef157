import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { hours, minutes, type Clock } from '../../lib/time.js';

interface OperatorSessionParts {
	/** `OPS_TOKEN`. */
	readonly token: string;
	readonly clock: Clock;
}

/** A session ends by itself after this long, and with the process. */
const sessionMs = hours(12);

/** Wrong tokens that are heard in one span; beyond that nobody gets in until it is over. */
const mostGuesses = 10;
const guessSpanMs = minutes(1);

/**
 * Who may see and use the operator's page: whoever gave `OPS_TOKEN`, in a header or once in the form, which is answered by a
 * cookie. The cookie holds a time and our signature over it, so nothing is kept and nothing can be guessed from it.
 */
export class OperatorSession {
	readonly #parts: OperatorSessionParts;
	/** Of this process alone: a restart ends every session. */
	readonly #key = randomBytes(32);
	#guesses = 0;
	#guessesSince = -Infinity;

	constructor(parts: OperatorSessionParts) {
		this.#parts = parts;
	}

	/** A cookie's value for who gave the right token; `busy` when too many wrong ones were given lately. */
	begin(token: string): { readonly type: 'begun'; readonly value: string } | { readonly type: 'wrong' | 'busy' } {
		if (this.#isGuessing()) return { type: 'busy' };
		if (!this.#isToken(token)) {
			this.#guesses += 1;
			return { type: 'wrong' };
		}
		const until = this.#parts.clock.now() + sessionMs;
		return { type: 'begun', value: `${until}.${this.#sign(until)}` };
	}

	/** Seconds that a cookie lives. */
	get lifeSeconds(): number {
		return sessionMs / 1_000;
	}

	/** Whether this cookie is one of ours and has not ended. */
	hasCookie(value: string | undefined): boolean {
		const [until = '', signature = ''] = (value ?? '').split('.');
		if (!/^\d{1,16}$/u.test(until) || Number(until) <= this.#parts.clock.now()) return false;
		return areSame(signature, this.#sign(Number(until)));
	}

	/** Whether a request brings the token itself, as scripts do: `Authorization: Bearer <OPS_TOKEN>`. */
	hasBearer(header: string | undefined): boolean {
		const token = /^Bearer (?<token>\S+)$/iu.exec((header ?? '').slice(0, 4096))?.groups?.['token'];
		if (token === undefined || this.#isGuessing()) return false;
		if (this.#isToken(token)) return true;
		this.#guesses += 1;
		return false;
	}

	#isGuessing(): boolean {
		const now = this.#parts.clock.now();
		if (Math.abs(now - this.#guessesSince) >= guessSpanMs) {
			this.#guessesSince = now;
			this.#guesses = 0;
		}
		return this.#guesses >= mostGuesses;
	}

	#isToken(token: string): boolean {
		return areSame(token, this.#parts.token);
	}

	#sign(until: number): string {
		return createHmac('sha256', this.#key).update(String(until)).digest('base64url');
	}
}

/** In a time that tells neither where they differ nor how long the right one is. */
function areSame(one: string, other: string): boolean {
	const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(one), hash(other));
}
