/** What a tab remembers over a reload: who one is, where, and in which language. Another tab has its own. */
export interface Kept {
	readonly viewerId?: string;
	readonly placeId?: string;
	readonly locale?: 'en-US' | 'ko';
}

const key = 'reelay-sandbox';

export function readKept(): Kept {
	try {
		return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Kept;
	} catch {
		// A browser that keeps nothing for this page: it begins anew each time.
		return {};
	}
}

export function keep(what: Kept): void {
	try {
		sessionStorage.setItem(key, JSON.stringify(what));
	} catch {
		// As above.
	}
}
