/** What was waited for did not happen. */
class WaitedInVain extends Error {
	override readonly name = 'WaitedInVain';
}

/** Promises for one thing that happens once; each wait ends with a readable error rather than hanging. */
export class Waiter<T> {
	readonly #what: string;
	readonly #waiting = new Set<(value: T) => void>();
	#value: { readonly it: T } | undefined;

	constructor(parts: { what: string }) {
		this.#what = parts.what;
	}

	get value(): T | undefined {
		return this.#value?.it;
	}

	resolve(it: T): void {
		this.#value ??= { it };
		for (const resume of this.#waiting) resume(it);
		this.#waiting.clear();
	}

	/** @param timeoutMs real time; only there to fail with a sentence. */
	wait(timeoutMs = 10_000): Promise<T> {
		if (this.#value) {
			return Promise.resolve(this.#value.it);
		}

		return new Promise((resolve, reject) => {
			const resume = (value: T): void => {
				clearTimeout(timer);
				resolve(value);
			};
			const timer = setTimeout(() => {
				this.#waiting.delete(resume);
				reject(new WaitedInVain(`${this.#what} did not happen within ${timeoutMs} ms`));
			}, timeoutMs);
			this.#waiting.add(resume);
		});
	}
}
