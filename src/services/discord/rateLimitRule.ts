import { AsyncLocalStorage } from 'node:async_hooks';
import type { RateLimitData, RESTOptions } from 'discord.js';
import { namedWait } from '../../discord/restFault.js';

/** What one request has been through in the client library. */
interface Course {
	/** It carries a file, which is not sent whole again for a rate limit. */
	readonly upload: boolean;
	/** It has gone out, so that a rate limit is Discord's answer to it. */
	sent: boolean;
	/** Waits so far, and their length, ms. */
	waits: number;
	waitedMs: number;
}

export interface RateLimitWait {
	readonly route: string;
	readonly scope: string;
	/** How long Discord asks us to stay away, ms; undefined where it names no time that can be kept. */
	readonly ms: number | undefined;
	/** Discord has refused the request (else it waits for a limit that is known). */
	readonly refused: boolean;
	/** The request waits here; else it has gone back to its caller, whose own pauses grow. */
	readonly waits: boolean;
}

interface RateLimitRuleParts {
	/** Longest time that one request waits in all, ms. */
	readonly longestMs: number;
	readonly onWait: (wait: RateLimitWait) => void;
}

/** A request that has waited so often is its caller's again. */
const mostWaits = 2;

/**
 * Which rate limits the client library waits out by itself: short ones, a few times. Left alone it would repeat a request for
 * ever, and without any pause where Discord names none.
 */
export class RateLimitRule {
	readonly #parts: RateLimitRuleParts;
	readonly #courses = new AsyncLocalStorage<Course>();

	constructor(parts: RateLimitRuleParts) {
		this.#parts = parts;
	}

	/** Makes one request, of which the library asks below. */
	follow<T>(upload: boolean, request: () => Promise<T>): Promise<T> {
		return this.#courses.run({ upload, sent: false, waits: 0, waitedMs: 0 }, request);
	}

	/** The request of this course goes out. */
	sent(): void {
		const course = this.#courses.getStore();
		if (course !== undefined) course.sent = true;
	}

	/** For the library's options: true leaves the rate limit to the caller. */
	readonly rejectOnRateLimit: Exclude<RESTOptions['rejectOnRateLimit'], null | string[]> = (limit) => {
		const course = this.#courses.getStore() ?? { upload: true, sent: true, waits: 0, waitedMs: 0 };
		const ms = namedWait(limit);
		const { sent: refused } = course;
		const waits = ms !== undefined && this.#mayWait(course, ms);
		this.#say(limit, { ms, refused, waits });
		if (!waits) return true;
		course.sent = false;
		course.waits += 1;
		course.waitedMs += ms;
		return false;
	};

	#mayWait({ upload, sent, waits, waitedMs }: Course, ms: number): boolean {
		if (sent && upload) return false;
		return waits < mostWaits && waitedMs + ms <= this.#parts.longestMs;
	}

	#say({ route, scope }: RateLimitData, facts: Pick<RateLimitWait, 'ms' | 'refused' | 'waits'>): void {
		this.#parts.onWait({ route, scope, ...facts });
	}
}
