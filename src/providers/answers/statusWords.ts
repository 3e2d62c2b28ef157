/** What a provider's word for a task means. `needs-input` is Midjourney's alone. */
type WordState = 'pending' | 'running' | 'succeeded' | 'failed' | 'needs-input' | 'missing';

/** Every word that any route was seen or documented to say, in lower case. */
const words: Readonly<Record<WordState, readonly string[]>> = {
	// `submitted` reads like an outcome, and `unknown` like a fault; both mean that it has not begun.
	pending: ['queued', 'not_start', 'submitted', 'pending', 'throttled', 'preparing', 'queueing', 'unknown'],
	running: ['in_progress', 'processing', 'running'],
	succeeded: ['completed', 'success', 'succeed', 'succeeded', 'done'],
	failed: ['failed', 'failure', 'error', 'fail', 'expired', 'violation', 'cancelled', 'canceled'],
	'needs-input': ['modal'],
	missing: ['task_not_exist'],
};

const states: ReadonlyMap<string, WordState> = new Map(
	(Object.keys(words) as WordState[]).flatMap((state) => words[state].map((word) => [word, state] as const)),
);

/** What a status word means, in either vocabulary; a word that nobody has met yet is not an ending. */
export function stateOfWord(word: string): WordState {
	return states.get(word.trim().toLowerCase()) ?? 'running';
}
