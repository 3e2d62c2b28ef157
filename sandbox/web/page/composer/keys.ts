import type { Draft } from './draft.js';
import { autocompletes, mustChoose } from './field.js';
import { offerOf } from './listbox.js';

/** The keys of the composer, as Discord has them: arrows mark, Tab takes, Enter takes or sends, Escape closes the list and leaves an empty draft. */
export function composerKey(event: KeyboardEvent, draft: Draft): void {
	// While a syllable is being composed (Korean), the keys belong to the input method.
	if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
	const keys: Readonly<Record<string, () => boolean>> = {
		ArrowDown: () => mark(draft, 1),
		ArrowUp: () => mark(draft, -1),
		Tab: () => !event.shiftKey && tab(draft),
		Enter: () => !event.shiftKey && enter(draft),
		Escape: () => escape(draft),
		Backspace: () => backspace(draft),
	};
	if (keys[event.key]?.()) event.preventDefault();
}

function mark(draft: Draft, step: number): boolean {
	const count = offerOf(draft)?.entries.length ?? 0;
	if (count === 0) return false;
	draft.marked = (draft.marked + step + count) % count;
	draft.page.changed();
	document.getElementById(`offer-${draft.marked}`)?.scrollIntoView({ block: 'nearest' });
	return true;
}

function take(draft: Draft): boolean {
	const entry = offerOf(draft)?.entries[draft.marked];
	entry?.pick();
	return entry !== undefined;
}

function tab(draft: Draft): boolean {
	const { at } = draft;
	// What was typed freely is kept when nothing has been marked: suggestions only suggest.
	const free = typeof at === 'object' && autocompletes(at.option) && at.text !== '' && draft.marked === 0;
	if (!free && take(draft)) return true;
	if (typeof at !== 'object') return false;
	draft.move(draft.fields[draft.fields.indexOf(at) + 1] ?? 'tail');
	return true;
}

function enter(draft: Draft): boolean {
	const { at } = draft;
	const searching = at === 'tail' ? draft.tail !== '' || draft.marked > 0 : at === 'text';
	const choosing = typeof at === 'object' && !at.choice && (mustChoose(at.option) || autocompletes(at.option));
	if ((searching || choosing) && take(draft)) return true;
	draft.send();
	return true;
}

function escape(draft: Draft): boolean {
	if (offerOf(draft)) {
		draft.hidden = true;
		draft.page.changed();
	} else if (!draft.isWorthKeeping) draft.clear();
	return true;
}

function backspace(draft: Draft): boolean {
	const { at } = draft;
	if (at === 'tail' && draft.tail === '') {
		const last = draft.fields.at(-1);
		if (last) draft.move(last);
		else draft.clear();
		return true;
	}
	if (typeof at !== 'object' || at.text !== '' || at.chosen) return false;
	if (at.option.required) draft.clear();
	else draft.remove(at);
	return true;
}
