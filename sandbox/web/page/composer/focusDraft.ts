import type { Draft, Place } from './draft.js';

let last: Place = 'text';
let lastCommand: unknown = null;

/** Puts the browser's focus where the draft has moved to; a draft that has not moved takes no focus from elsewhere. */
export function focusDraft(draft: Draft): void {
	const moved = draft.at !== last || draft.command !== lastCommand;
	last = draft.at;
	lastCommand = draft.command;
	if (!moved) return;

	const id = typeof draft.at === 'string' ? draft.at : `option-${draft.at.option.name}`;
	document.getElementById(id)?.focus();
}
