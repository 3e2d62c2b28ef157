/** What a provider's word for a task means. `needs-input` is Midjourney's alone. */
type WordState = 'pending' | 'running' | 'succeeded' | 'failed' | 'needs-input' | 'missing';

/** Every word that any route was seen or documented to say, in lower case. */
const words: Readonly<Record<WordState, readonly string[]>> = {
	pending: [
		// `submitted` reads like an outcome, and `unknown` like a fault; both mean that it has not begun.
		...['queued', 'not_start', 'submitted', 'pending', 'throttled', 'preparing', 'queueing', 'unknown'],
		...['created', 'accepted', 'waiting', 'scheduled', 'starting', 'in_queue', 'not_started'],
	],
	running: ['in_progress', 'processing', 'running', 'generating', 'dreaming', 'rendering', 'uploading'],
	succeeded: ['completed', 'success', 'succeed', 'succeeded', 'done', 'finished', 'complete', 'successful'],
	failed: [
		...['failed', 'failure', 'error', 'fail', 'expired', 'violation', 'cancelled', 'canceled'],
		...['aborted', 'rejected', 'timed_out', 'timeout', 'terminated', 'moderated', 'content_moderated'],
		...['killed', 'crashed', 'refused', 'unsuccessful'],
	],
	'needs-input': ['modal'],
	missing: ['task_not_exist'],
};

const states: ReadonlyMap<string, WordState> = new Map(
	(Object.keys(words) as WordState[]).flatMap((state) => words[state].map((word) => [word, state] as const)),
);

/** What a status word means, in either vocabulary; a word that nobody has met yet is not an ending. */
export function stateOfWord(word: string): WordState {
	return states.get(spelt(word)) ?? 'running';
}

/** Whether nobody has met this word yet: an address or an error beside it may then say more than the word. */
export const isUnheard = (word: string): boolean => !states.has(spelt(word));

const spelt = (word: string): string => word.slice(0, 60).trim().toLowerCase();
