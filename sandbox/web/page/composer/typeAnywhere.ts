/** What takes keys of its own. */
const taken = 'input, textarea, select, [contenteditable], dialog, [role=menu]';

/** Typing goes into the composer wherever the focus is, as in Discord's own client; keys that do something elsewhere do it there. */
export function typeAnywhere(event: KeyboardEvent): void {
	if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
	const target = event.target as HTMLElement;
	if (target.closest(taken) || (event.key === ' ' && target.closest('button, a, video, summary'))) return;
	document.querySelector<HTMLElement>('#text, .chip.here textarea, #tail')?.focus();
}
